package timeline

import (
	"bufio"
	"bytes"
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

var (
	errNoHead  = errors.New("a timeline begins with an event of kind run")
	errTooLong = fmt.Errorf("the line is longer than %d bytes", maxLineBytes)
	errTooFull = fmt.Errorf("the line holds more than %d objects", maxLineObjects)
	errCutOff  = errors.New("the line is cut off")
)

// Reader reads timelines from a stream, one after another, as Log writes them or
// another program that follows docs/timeline.md.
type Reader struct {
	in    *bufio.Reader
	line  []byte // current line, without its end
	count int    // number of the current line, from 1
	start int64  // offset of the current line
	next  int64  // offset of the next line
	head  *Event // head of the next timeline, if it was read already
}

// NewReader returns a Reader of all timelines in r.
func NewReader(r io.Reader) *Reader { return &Reader{in: bufio.NewReaderSize(r, 64<<10)} }

// Next reads one timeline. It returns io.EOF if there is no other. If a line cannot be
// read, it returns the events before it and a *ReadError, and skips the rest up to the
// next line of kind run.
func (r *Reader) Next() ([]Event, error) {
	head, err := r.takeHead()
	if err != nil {
		return nil, err
	}
	events := []Event{head}
	for {
		e, err := r.event()
		switch {
		case errors.Is(err, io.EOF):
			return events, nil
		case err == nil && e.Kind == KindRun:
			err = r.setHead(e)
			if err == nil {
				return events, nil
			}
		case err == nil:
			err = checkOrder(e, events[len(events)-1])
		}
		if err != nil {
			return events, r.failure(err)
		}
		events = append(events, e)
	}
}

// takeHead returns the event of kind run that a timeline begins with.
func (r *Reader) takeHead() (Event, error) {
	if r.head == nil {
		e, err := r.event()
		if errors.Is(err, io.EOF) {
			return Event{}, io.EOF
		}
		if err == nil {
			err = r.setHead(e)
		}
		if err != nil {
			return Event{}, r.failure(err)
		}
	}
	head := *r.head
	r.head = nil
	return head, nil
}

// setHead keeps e as the head of the next timeline. It is an error if e is not of kind
// run, has another version or is not the first line.
func (r *Reader) setHead(e Event) error {
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
// next timeline, the end of the stream or an error of the stream.
func (r *Reader) failure(err error) error {
	failure := &ReadError{Line: r.count, Offset: r.start + offsetInLine(err), Err: err}
	for {
		e, err := r.event()
		if err == nil && e.Kind == KindRun && r.setHead(e) == nil {
			return failure
		}
		var streamEnds *streamError
		if errors.Is(err, io.EOF) || errors.As(err, &streamEnds) {
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

// event reads the next line that is not empty. It returns io.EOF if there is none.
func (r *Reader) event() (Event, error) {
	for {
		if err := r.readLine(); err != nil {
			return Event{}, err
		}
		if len(bytes.TrimSpace(r.line)) > 0 {
			return r.decode()
		}
	}
}

// decode decodes the current line. If the line is the head of a timeline of another
// version, that is the error to report: such lines may well not conform to this version.
func (r *Reader) decode() (Event, error) {
	e, err := decodeStrict(r.line)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Event{}, errCutOff
	case err != nil && otherVersion(r.line):
		return Event{Kind: KindRun, Run: &Run{Version: versionOf(r.line)}}, nil
	default:
		return e, err
	}
}

// decodeStrict decodes and checks a line. An unknown field is an error: it may be a
// misspelt one, and a judgement without that field would be wrong.
func decodeStrict(line []byte) (Event, error) {
	if bytes.Count(line, []byte{'{'}) > maxLineObjects {
		return Event{}, errTooFull
	}
	var e Event
	in := json.NewDecoder(bytes.NewReader(line))
	in.DisallowUnknownFields()
	if err := in.Decode(&e); err != nil {
		return Event{}, err
	}
	if in.InputOffset() < int64(len(bytes.TrimRight(line, " \t\r"))) {
		return Event{}, errors.New("more than one value in the line")
	}
	return e, e.check()
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

// streamError marks an error of the stream, as opposed to one of its contents.
type streamError struct{ error }

func (e *streamError) Unwrap() error { return e.error }

// readLine reads the next line into r.line. It returns io.EOF if there is none, and
// reads to the end of a line that is too long.
func (r *Reader) readLine() error {
	r.count++
	r.start, r.line = r.next, r.line[:0]
	long := false
	for {
		part, err := r.in.ReadSlice('\n')
		r.next += int64(len(part))
		if long = long || len(r.line)+len(part) > maxLineBytes; !long {
			r.line = append(r.line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return &streamError{err}
		case err != nil && r.next == r.start:
			return io.EOF
		case long:
			r.line = nil // frees its memory
			return errTooLong
		}
		r.line = bytes.TrimSuffix(r.line, []byte{'\n'})
		return nil
	}
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
