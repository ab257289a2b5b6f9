package timeline

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ReadError says where a timeline cannot be read, and why. Offset is that of a
// byte in the stream, from 0.
type ReadError struct {
	Line    int
	Offset  int64
	Skipped int // lines behind it that belong to no timeline
	Err     error
}

// Error names the place first.
func (e *ReadError) Error() string {
	text := fmt.Sprintf("line %d, byte %d: %s", e.Line, e.Offset, e.Err)
	if e.Skipped > 0 {
		text += fmt.Sprintf("; passed over the rest, lines: %d", e.Skipped)
	}
	return text
}

// Unwrap implements errors.Unwrap.
func (e *ReadError) Unwrap() error { return e.Err }

// longestLine bounds what one line takes in memory. The longest that a run writes
// is a tree, at some 300 bytes for each znode.
const longestLine = 64 << 20

// mostObjects bounds what the line takes when it is decoded: an empty object is two
// bytes, and a znode is more than a hundred in memory.
const mostObjects = 1 << 20

var (
	errNoHead  = errors.New("a timeline begins with an event of kind run")
	errTooLong = fmt.Errorf("the line is longer than %d bytes", longestLine)
	errTooFull = fmt.Errorf("the line holds more than %d objects", mostObjects)
	errCutOff  = errors.New("the line is cut off")
)

// Reader reads timelines from a stream, one after another, as Log writes them or
// another program does by docs/timeline.md.
type Reader struct {
	in    *bufio.Reader
	line  []byte // the line at hand, without its end
	count int
	start int64  // of the line at hand
	next  int64  // of the line behind it
	head  *Event // of the timeline that comes next, when it was read already
}

// NewReader makes a Reader of everything that comes from r.
func NewReader(r io.Reader) *Reader { return &Reader{in: bufio.NewReaderSize(r, 64<<10)} }

// Next reads one timeline; io.EOF is that there is no other. When a line cannot be
// read it answers the events before it, with a ReadError, and passes over what is
// left up to the next line of kind run.
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
			err = follows(e, events[len(events)-1])
		}
		if err != nil {
			return events, r.failure(err)
		}
		events = append(events, e)
	}
}

// takeHead is the event of kind run that a timeline begins with.
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

// setHead refuses timelines that do not begin with a run of our Version.
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

// failure is err with the place of the line at hand. Trouble of the stream itself
// has nothing behind it.
func (r *Reader) failure(err error) error {
	failure := &ReadError{Line: r.count, Offset: r.start + within(err), Err: err}
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

// within is where in its line a mistake is, if that is known.
func within(err error) int64 {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return max(syntax.Offset-1, 0)
	}
	return 0
}

// event reads the next line that is not empty; io.EOF is that there is none.
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

// decode reads the line at hand. The version of a head goes first: a later one may
// well write what is wrong in ours.
func (r *Reader) decode() (Event, error) {
	e, err := strictly(r.line)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Event{}, errCutOff
	case err != nil && otherVersion(r.line):
		return Event{Kind: KindRun, Run: &Run{Version: versionOf(r.line)}}, nil
	default:
		return e, err
	}
}

// strictly does not pass over a field that it does not know: what is misspelt would
// be missing, and a judgement without it wrong.
func strictly(line []byte) (Event, error) {
	if bytes.Count(line, []byte{'{'}) > mostObjects {
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

// otherVersion tells whether the line is the head of a timeline that is not of our
// version.
func otherVersion(line []byte) bool {
	v := versionOf(line)
	return v != 0 && v != Version
}

// versionOf reads the version and nothing else; 0 is none.
func versionOf(line []byte) int {
	var head struct {
		Run struct {
			Version int `json:"version"`
		} `json:"run"`
	}
	_ = json.Unmarshal(line, &head) // the mistake in the line is known already
	return head.Run.Version
}

// streamError is that of the stream, not of what stands in it.
type streamError struct{ error }

func (e *streamError) Unwrap() error { return e.error }

// readLine reads the next line into r.line; io.EOF is that there is none. One that
// is too long is passed over.
func (r *Reader) readLine() error {
	r.count++
	r.start, r.line = r.next, r.line[:0]
	long := false
	for {
		part, err := r.in.ReadSlice('\n')
		r.next += int64(len(part))
		if long = long || len(r.line)+len(part) > longestLine; !long {
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
			r.line = nil // its memory too
			return errTooLong
		}
		r.line = bytes.TrimSuffix(r.line, []byte{'\n'})
		return nil
	}
}

// Read reads the one timeline that r holds. When a line cannot be read it returns
// the events before it, with a ReadError.
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
