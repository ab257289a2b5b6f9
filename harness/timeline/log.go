// Package timeline records everything that a run did and observed, in order and
// append-only, in memory and as JSON Lines. It documents the names of operations,
// modes, codes and guarantees. It runs nothing and depends on nothing, so that a
// judgement of a timeline can be repeated anywhere.
package timeline

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
	"unicode/utf8"
)

// Log collects events in the order in which they are appended, and writes each one
// immediately, so that a crash loses nothing that was appended before it. It is safe
// for concurrent use.
type Log struct {
	start time.Time

	mu      sync.Mutex
	out     io.Writer // may be nil
	line    []byte    // buffer for the next line
	observe func(Event)
	step    string
	events  []Event
	ended   bool
	err     error
}

// New returns an empty timeline whose clock starts now. Its lines are written to out,
// which may be nil.
func New(out io.Writer) *Log {
	return &Log{start: time.Now(), out: out}
}

// Observe calls f with every event that is appended from now on. f must not block,
// and must not append.
func (l *Log) Observe(f func(Event)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.observe = f
}

// Now returns the time since the start of the timeline, as an event appended now
// would have it.
func (l *Log) Now() time.Duration { return time.Since(l.start) }

// The steps that every run has besides those of its scenario.
const (
	StepBoot  = "boot"
	StepJudge = "judge"
)

// BeginStep appends a step event, and sets the step of all later events.
func (l *Log) BeginStep(name string) {
	l.mu.Lock()
	l.step = name
	l.mu.Unlock()
	l.Append(Event{Kind: KindStep, What: name})
}

// Ending describes the end of a timeline. Without Outcome OK the others state why the run
// ended early, in which step, and at which word of the scenario (Event.Source).
type Ending struct {
	Outcome           Outcome
	Why, Step, Source string
}

// End appends the last event. Events appended later are dropped, because a timeline has
// no events after its end.
func (l *Log) End(e Ending) {
	l.mu.Lock()
	l.step = e.Step
	l.mu.Unlock()
	l.Append(Event{Kind: KindEnd, Actor: "harness", What: e.Why, Outcome: e.Outcome, Source: e.Source})
}

// Append adds the event with the next Seq, the current time and the current step, and
// returns it as it was written.
func (l *Log) Append(e Event) Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return e
	}
	l.ended = e.Kind == KindEnd
	e.Seq, e.At, e.Step = len(l.events)+1, l.Now(), l.step
	if len(l.events) == cap(l.events) {
		l.events = slices.Grow(l.events, len(l.events)+1) // growing by a quarter, as append does, would copy each event four times
	}
	l.events = append(l.events, e)
	l.writeLocked(&e)
	if l.observe != nil {
		l.observe(e)
	}
	return e
}

func (l *Log) writeLocked(e *Event) {
	if l.out == nil || l.err != nil {
		return
	}
	if l.line, l.err = appendLine(l.line[:0], e); l.err == nil {
		_, l.err = l.out.Write(l.line)
	}
}

// Events returns the events appended so far. The caller must not change them.
func (l *Log) Events() []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.events[:len(l.events):len(l.events)]
}

// Err returns the first error of the writer, such as a full disk.
func (l *Log) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return fmt.Errorf("write timeline: %w", l.err)
	}
	return nil
}

// maxTextBytes limits the data that is recorded as text: enough for values that
// people read in a report, and little enough to keep bulk data out of the timeline.
const maxTextBytes = 256

// Text returns data unchanged if it is valid UTF-8 of at most 256 bytes, else "".
func Text(data []byte) string {
	if len(data) <= maxTextBytes && utf8.Valid(data) {
		return string(data)
	}
	return ""
}

// Digest returns a short fingerprint of data: the first 8 bytes of its SHA-256 as
// hexadecimal digits.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
