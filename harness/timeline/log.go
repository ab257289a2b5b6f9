// Package timeline is the append-only record of everything that a run did and
// saw, in memory and as JSON Lines. It runs nothing and depends on nothing, so
// a judgement on it can be repeated anywhere.
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

// Log collects events in the order in which they are appended, and writes each
// one at once, so that a crash loses nothing that came before it. It is safe
// for concurrent use.
type Log struct {
	start time.Time

	mu      sync.Mutex
	out     io.Writer // may be nil
	line    []byte    // room for the next one
	observe func(Event)
	step    string
	events  []Event
	ended   bool
	err     error
}

// New starts a timeline; its clock starts now. out may be nil.
func New(out io.Writer) *Log {
	return &Log{start: time.Now(), out: out}
}

// Observe has f called with every event from now on. f must not block, and must
// not append.
func (l *Log) Observe(f func(Event)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.observe = f
}

// Now is the offset that an event appended now would carry.
func (l *Log) Now() time.Duration { return time.Since(l.start) }

// The steps that every run has besides those of its scenario.
const (
	StepBoot  = "boot"
	StepJudge = "judge"
)

// BeginStep appends the step event and marks all later events with its name.
func (l *Log) BeginStep(name string) {
	l.mu.Lock()
	l.step = name
	l.mu.Unlock()
	l.Append(Event{Kind: KindStep, What: name})
}

// End appends the last event. step is the one in which a run stopped early. Events
// appended later are dropped.
func (l *Log) End(outcome Outcome, why, step string) {
	l.mu.Lock()
	l.step = step
	l.mu.Unlock()
	l.Append(Event{Kind: KindEnd, Actor: "harness", What: why, Outcome: outcome})
}

// Append adds the event with the next Seq, the time and the current step, and
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
		l.events = slices.Grow(l.events, len(l.events)+1) // append's quarter would copy each event four times
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

// Events is what was appended so far. The caller must not change it.
func (l *Log) Events() []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.events[:len(l.events):len(l.events)]
}

// Err is the first error of the writer, such as a full disk.
func (l *Log) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return fmt.Errorf("write timeline: %w", l.err)
	}
	return nil
}

// longestText is the longest data that is kept as text, in bytes: enough to read
// a value in a report, little enough that bulk data does not swell the timeline.
const longestText = 256

// Text returns data as it is when it is short valid UTF-8, else nothing.
func Text(data []byte) string {
	if len(data) <= longestText && utf8.Valid(data) {
		return string(data)
	}
	return ""
}

// Digest is a short fingerprint of data: the first 8 bytes of its SHA-256 in
// hexadecimal digits.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
