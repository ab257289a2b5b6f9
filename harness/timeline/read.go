package timeline

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ReadError reports where a timeline cannot be read, and why. Line counts from 1, and
// Offset counts the bytes of the stream from 0.
type ReadError struct {
	Line    int
	Offset  int64
	Skipped int // number of lines after it that belong to no timeline
	Err     error
}

// Error returns the place and the cause.
func (e *ReadError) Error() string {
	text := fmt.Sprintf("line %d, byte %d: %s", e.Line, e.Offset, e.Err)
	if e.Skipped > 0 {
		text += fmt.Sprintf("; skipped the rest, lines: %d", e.Skipped)
	}
	return text
}

// Unwrap implements errors.Unwrap.
func (e *ReadError) Unwrap() error { return e.Err }

// maxLineBytes bounds the memory for one line. The longest line that a run writes is a
// tree, at some 300 bytes for each znode.
const maxLineBytes = 64 << 20

// maxLineObjects bounds the memory for a decoded line: an empty object takes two bytes
// in the line, and more than a hundred in memory if it is a znode.
const maxLineObjects = 1 << 20

// space is the white space of JSON that a line can contain.
const space = " \t\r"

var (
	errNoHead  = errors.New("a timeline begins with an event of kind run")
	errTooLong = fmt.Errorf("the line is longer than %d bytes", maxLineBytes)
	errTooFull = fmt.Errorf("the line holds more than %d objects", maxLineObjects)
	errCutOff  = errors.New("the line is cut off")
)

// Reader reads timelines from a stream, one after another, as Log writes them or
// another program that follows docs/timeline.md. The stream may be compressed by gzip.
type Reader struct {
	in     *bufio.Reader
	line   []byte // current line, without its end; valid until the next line is read
	long   []byte // memory for lines that do not fit into the buffer of in
	count  int    // number of the current line, from 1
	start  int64  // offset of the current line
	next   int64  // offset of the next line
	broken bool   // the stream failed
	cursor cursor
	event  Event  // of the current line
	head   *Event // head of the next timeline, if it was read already
}

// NewReader returns a Reader of all timelines in r.
func NewReader(r io.Reader) *Reader { return &Reader{in: bufio.NewReaderSize(r, bufferBytes)} }

// bufferBytes is the size of the buffer of the stream. Nearly all lines fit into it.
const bufferBytes = 64 << 10

// Next reads one timeline. It returns io.EOF if there is no other. If a line cannot be
// read, it returns the events before it and a *ReadError, and skips the rest up to the
// next line of kind run.
func (r *Reader) Next() ([]Event, error) {
	var events []Event
	err := r.Each(func(e *Event) { events = append(events, *e) })
	return events, err
}

// Each reads one timeline as Next does, and calls f with each event instead of keeping
// them all. The event is valid until f returns. Its parts stay valid, so f may keep those
// that it needs.
func (r *Reader) Each(f func(*Event)) error {
	if err := r.findHead(); err != nil {
		return err
	}
	e := r.head
	r.head = nil
	for {
		f(e)
		last := place{e.Seq, e.At, e.Kind}
		switch err := r.readEvent(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return r.failure(err)
		}
		e = &r.event
		if e.Kind == KindRun {
			if err := r.setHead(); err != nil {
				return r.failure(err)
			}
			return nil
		}
		if err := e.checkOrder(last); err != nil {
			return r.failure(err)
		}
	}
}

// findHead reads the event of kind run that a timeline begins with, unless it was read
// already. It returns io.EOF if there is none.
func (r *Reader) findHead() error {
	if r.head != nil {
		return nil
	}
	err := r.readEvent()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err == nil {
		err = r.setHead()
	}
	if err != nil {
		return r.failure(err)
	}
	return nil
}

// setHead keeps the current event as the head of the next timeline. It is an error if it
// is not of kind run, has another version or is not the first line.
func (r *Reader) setHead() error {
	e := r.event
	if e.Kind != KindRun {
		return errNoHead
	}
	if v := e.Run.Version; v != Version {
		return fmt.Errorf("timeline version %d; this program reads version %d", v, Version)
	}
	if e.Seq != 1 {
		return fmt.Errorf("a timeline begins with seq 1, not %d", e.Seq)
	}
	r.head = &e
	return nil
}

// failure returns err with the place of the current line, and skips to the head of the
// next timeline or the end of the stream.
func (r *Reader) failure(err error) error {
	failure := &ReadError{Line: r.count, Offset: r.start + offsetInLine(err), Err: err}
	for {
		err := r.readEvent()
		if err == nil && r.event.Kind == KindRun && r.setHead() == nil {
			return failure
		}
		if errors.Is(err, io.EOF) {
			return failure
		}
		failure.Skipped++
	}
}

// offsetInLine returns the offset of an error within its line, or 0 if it is not known.
func offsetInLine(err error) int64 {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return max(syntax.Offset-1, 0)
	}
	return 0
}

// readEvent reads the next line that is not empty into r.event. It returns io.EOF if there
// is none.
func (r *Reader) readEvent() error {
	for {
		if err := r.readLine(); err != nil {
			return err
		}
		if len(bytes.TrimSpace(r.line)) > 0 {
			return r.decode()
		}
	}
}

// decode decodes and checks the current line. If the line is the head of a timeline of
// another version, that is the error to report: such lines may well not conform to this
// version.
func (r *Reader) decode() error {
	if len(r.line) > maxLineObjects && bytes.Count(r.line, []byte{'{'}) > maxLineObjects {
		return errTooFull
	}
	var err error
	if !r.cursor.decode(r.line, &r.event) {
		r.event, err = decodeStrict(r.line)
	}
	if err == nil {
		err = r.event.check()
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCutOff
	case err != nil && otherVersion(r.line):
		r.event = Event{Kind: KindRun, Run: &Run{Version: versionOf(r.line)}}
		return nil
	default:
		return err
	}
}

// decodeStrict decodes a line by the library. An unknown field is an error: it may be a
// misspelt one, and a judgement without that field would be wrong.
func decodeStrict(line []byte) (Event, error) {
	var e Event
	in := json.NewDecoder(bytes.NewReader(line))
	in.DisallowUnknownFields()
	if err := in.Decode(&e); err != nil {
		return Event{}, err
	}
	if in.InputOffset() < int64(len(bytes.TrimRight(line, space))) {
		return Event{}, errors.New("more than one value in the line")
	}
	return e, nil
}

// otherVersion reports whether the line is the head of a timeline of another version.
func otherVersion(line []byte) bool {
	v := versionOf(line)
	return v != 0 && v != Version
}

// versionOf decodes nothing but the version of the timeline. It returns 0 if there is
// none.
func versionOf(line []byte) int {
	var head struct {
		Run struct {
			Version int `json:"version"`
		} `json:"run"`
	}
	_ = json.Unmarshal(line, &head) // the error is known from decodeStrict
	return head.Run.Version
}

// readLine reads the next line into r.line. It returns io.EOF if there is none, and after
// an error of the stream.
func (r *Reader) readLine() error {
	if r.broken {
		return io.EOF
	}
	r.count++
	r.start = r.next
	var part []byte
	err := r.decompress()
	if err == nil {
		part, err = r.in.ReadSlice('\n')
		r.next += int64(len(part))
	}
	if err != nil {
		return r.readLongLine(part, err)
	}
	r.line = part[:len(part)-1]
	return nil
}

// decompress replaces a stream that begins as gzip does (RFC 1952) by what it contains. A
// timeline begins with a brace.
func (r *Reader) decompress() error {
	if r.count > 1 {
		return nil
	}
	if magic, _ := r.in.Peek(2); string(magic) != "\x1f\x8b" {
		return nil // and the first line has the error, if there is one
	}
	content, err := gzip.NewReader(r.in)
	if err == nil {
		r.in = bufio.NewReaderSize(content, bufferBytes)
	}
	return err
}

// readLongLine reads the rest of a line that begins with part and does not end in the
// buffer, because of err. It reads to the end of a line that is too long.
func (r *Reader) readLongLine(part []byte, err error) error {
	r.long = append(r.long[:0], part...)
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = r.in.ReadSlice('\n')
		r.next += int64(len(part))
		if r.next-r.start <= maxLineBytes {
			r.long = append(r.long, part...)
		}
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		r.broken = true
		return err
	case err != nil && r.next == r.start:
		return io.EOF
	case r.next-r.start > maxLineBytes:
		r.long = nil // frees its memory
		return errTooLong
	}
	r.line = bytes.TrimSuffix(r.long, []byte{'\n'})
	return nil
}

// Read reads the only timeline in r. If a line cannot be read, or another timeline
// follows, it returns the events before it and a *ReadError.
func Read(r io.Reader) ([]Event, error) {
	in := NewReader(r)
	events, err := in.Next()
	if errors.Is(err, io.EOF) {
		return nil, &ReadError{Line: 1, Err: errNoHead}
	}
	if err == nil && in.head != nil {
		return events, &ReadError{Line: in.count, Offset: in.start, Err: errors.New("another timeline begins")}
	}
	return events, err
}
