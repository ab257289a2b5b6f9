package persistence

import (
	"errors"
	"io"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const (
	snapshotMagic = "ZKSN"
	// lastPath is the path after the last znode; that of the root is "" (DataTree.serialize).
	lastPath = "/"

	nodeSize = 8 + statSize          // DataNode without its data
	statSize = 8*4 + 4*3 + 8*2       // StatPersisted
	sealSize = 8 + 4 + 1             // SnapStream.sealStream
	tailSize = digestTail + zxidTail // at most this follows the first seal

	digestTail = 8 + 4 + 8 + sealSize // DataTree.serializeZxidDigest, since 3.6.0
	zxidTail   = 8 + sealSize         // DataTree.serializeLastProcessedZxid, since 3.9.0
)

// Znode is one znode of a snapshot. Its Stat lacks the number of children, which a
// snapshot does not contain. Data is valid until the next znode is read.
type Znode struct {
	Path string
	Data []byte
	Stat timeline.Stat
}

// Contents summarizes a snapshot.
type Contents struct {
	Sessions int
	Znodes   int
	// Digest is the digest of the tree at DigestZxid; nil if the snapshot has none.
	Digest     *Digest
	DigestZxid timeline.Zxid
	// Zxid is the last transaction that the server had processed when the snapshot was
	// complete; 0 if the snapshot lacks it, as before 3.9.0.
	Zxid timeline.Zxid
}

// ReadSnapshot reads a whole snapshot (FileSnap.deserialize) and calls each with its
// znodes; each may be nil. The suffix of the file's name selects the compression: .gz,
// .snappy or none. Damage is an *Error. An error of each is returned unchanged.
func ReadSnapshot(file string, in io.Reader, each func(Znode) error) (Contents, error) {
	plain, err := decompress(file, in)
	if err != nil {
		return Contents{}, &Error{File: file, Err: unexpectedEOF(err)}
	}
	r := snapshotReader{source: newSource(file, plain).summing(), each: each}
	err = r.read()
	return r.contents, err
}

type snapshotReader struct {
	*source
	each     func(Znode) error
	contents Contents
}

func (r *snapshotReader) read() error {
	if err := readHeader(r.source, snapshotMagic); err != nil {
		return err
	}
	for _, part := range []func() error{r.sessions, r.acls, r.znodes, r.seal, r.tail} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// count reads the number of the elements that follow.
func (r *snapshotReader) count() (int32, error) {
	f, err := r.fields(4)
	return f.int(), err
}

// sessions reads ids and timeouts (SerializeUtils.deserializeSnapshot).
func (r *snapshotReader) sessions() error {
	n, err := r.count()
	for ; n > 0 && err == nil; n-- {
		r.contents.Sessions++
		err = r.skip(8 + 4)
	}
	return err
}

// acls reads the ACLs that znodes refer to by number (ReferenceCountedACLCache).
func (r *snapshotReader) acls() error {
	n, err := r.count()
	for ; n > 0 && err == nil; n-- {
		if err = r.skip(8); err == nil {
			err = r.acl()
		}
	}
	return err
}

func (r *snapshotReader) acl() error {
	n, err := r.count()
	for ; n > 0 && err == nil; n-- {
		if err = r.skip(4); err == nil {
			_, err = r.buffer()
		}
		if err == nil {
			_, err = r.buffer()
		}
	}
	return err
}

// buffer reads a length and that number of bytes. It returns nil for the length -1.
func (r *snapshotReader) buffer() ([]byte, error) {
	n, err := r.count()
	if err != nil || n == -1 {
		return nil, err
	}
	return r.next(int(n))
}

// znodes reads the tree: the path of each znode, then the znode.
func (r *snapshotReader) znodes() error {
	for {
		path, err := r.buffer()
		if err != nil || string(path) == lastPath {
			return err
		}
		if err := r.znode(path); err != nil {
			return err
		}
	}
}

func (r *snapshotReader) znode(path []byte) error {
	z := Znode{}
	if r.each != nil {
		z.Path = string(path)
	}
	size, err := r.count()
	if err != nil {
		return err
	}
	length := max(0, int(size)) // -1 means no data
	node, err := r.fields(length + nodeSize)
	if err != nil {
		return err
	}
	r.contents.Znodes++
	if r.each == nil {
		return nil
	}
	z.Data = node.take(length)
	node.long() // number of its ACL
	z.Stat = statOf(&node, length)
	return r.each(z)
}

// statOf decodes a StatPersisted.
func statOf(f *fields, length int) timeline.Stat {
	return timeline.Stat{
		Czxid: timeline.Zxid(f.long()), Mzxid: timeline.Zxid(f.long()),
		Ctime: f.long(), Mtime: f.long(),
		Version: f.int(), Cversion: f.int(), Aversion: f.int(),
		EphemeralOwner: timeline.SessionID(f.long()), Pzxid: timeline.Zxid(f.long()),
		DataLength: int32(length),
	}
}

// seal compares the checksum of all that was read with the one that follows
// (SnapStream.checkSealIntegrity).
func (r *snapshotReader) seal() error {
	at, sum := r.offset, uint64(r.checksum())
	seal, err := r.fields(sealSize)
	if err != nil {
		return err
	}
	if written := uint64(seal.long()); written != sum {
		return r.errorAt(at, "checksum %#x, but the snapshot has %#x", written, sum)
	}
	if seal.string() != lastPath {
		return r.errorAt(at, "no %q after the checksum", lastPath)
	}
	return nil
}

// tail reads the parts that newer releases add, each with a seal of its own. It recognizes
// them by their size, because their presence depends on the server's configuration.
func (r *snapshotReader) tail() error {
	left := r.available(tailSize + 1)
	if err := r.end; err != nil && !errors.Is(err, io.EOF) {
		return &Error{File: r.file, Offset: r.offset + int64(left), Err: err}
	}
	switch left {
	case 0:
		return nil
	case zxidTail:
		return r.lastZxid()
	case digestTail:
		return r.digest()
	case tailSize:
		return errors.Join(r.digest(), r.lastZxid())
	default:
		return r.errorf("unknown bytes after the checksum")
	}
}

// digest reads a ZxidDigest and its seal.
func (r *snapshotReader) digest() error {
	f, err := r.fields(digestTail - sealSize)
	if err != nil {
		return err
	}
	r.contents.DigestZxid = timeline.Zxid(f.long())
	r.contents.Digest = &Digest{Version: f.int(), Tree: uint64(f.long())}
	return r.seal()
}

func (r *snapshotReader) lastZxid() error {
	f, err := r.fields(zxidTail - sealSize)
	if err != nil {
		return err
	}
	r.contents.Zxid = timeline.Zxid(f.long())
	return r.seal()
}
