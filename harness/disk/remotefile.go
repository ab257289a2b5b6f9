package disk

import (
	"context"
	"io"
	"path"

	"github.com/zkscenario/zkscenario/harness/machine"
)

// remoteFile reads a file of a machine piece by piece.
type remoteFile struct {
	ctx  context.Context // of the one call that reads the file
	disk *Disk
	path string

	piece  []byte // not returned yet
	offset int64  // of the next piece
	whole  bool   // all but the zeros at the end was read
	zeros  int64  // how many of them are still to be returned
}

func (d *Disk) open(ctx context.Context, file string) *remoteFile {
	return &remoteFile{ctx: ctx, disk: d, path: path.Join(d.folder(), file)}
}

// Read implements io.Reader.
func (f *remoteFile) Read(p []byte) (int, error) {
	if len(f.piece) == 0 && !f.whole {
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, f.piece)
	f.piece = f.piece[n:]
	if f.whole && len(f.piece) == 0 {
		padding := int(min(int64(len(p)-n), f.zeros))
		clear(p[n : n+padding])
		f.zeros -= int64(padding)
		n += padding
	}
	if n == 0 && f.whole {
		return 0, io.EOF
	}
	return n, nil
}

func (f *remoteFile) next() error {
	a, err := f.disk.of.Ask(f.ctx, machine.Request{Op: machine.OpRead, Path: f.path, Offset: f.offset, Size: pieceSize, Trim: true})
	if err != nil {
		return err
	}
	if len(a.Content) < pieceSize {
		f.end(a.Content, a.Size)
		return nil
	}
	f.piece = a.Content
	f.offset += pieceSize
	return nil
}

// end sets the last piece of a file whose size includes the zeros at its end.
func (f *remoteFile) end(piece []byte, size int64) {
	f.piece, f.whole = piece, true
	f.offset += int64(len(piece))
	f.zeros = min(max(0, size-f.offset), mostPadding)
}
