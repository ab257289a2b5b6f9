package harness

import (
	"context"
	"io"
	"path"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// remoteFile reads a file of a machine piece by piece.
type remoteFile struct {
	ctx    context.Context // of the one call that reads it
	server *Server
	path   string

	piece  []byte // not handed out yet
	offset int64  // of the next piece
	whole  bool   // all but the zeros at its end was read
	zeros  int64  // how many of them are still to be given
}

func (s *Server) open(ctx context.Context, d spec.DiskName, file string) *remoteFile {
	return &remoteFile{ctx: ctx, server: s, path: path.Join(s.folder(d), file)}
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
	a, err := f.server.ask(f.ctx, machine.Request{Op: machine.OpRead, Path: f.path, Offset: f.offset, Size: pieceSize, Trim: true})
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

// end takes the last piece of a file that has this size with all its zeros.
func (f *remoteFile) end(piece []byte, size int64) {
	f.piece, f.whole = piece, true
	f.offset += int64(len(piece))
	f.zeros = min(max(0, size-f.offset), mostPadding)
}
