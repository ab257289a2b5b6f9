package actions

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// A leader that was cut off logs the expiry of sessions that live on: the receipt is a line
// that no later answer to the session refutes.
func TestExpiryLine(t *testing.T) {
	const id = 0x100
	expired := func(at time.Duration, line string) timeline.Event {
		return timeline.Event{Kind: timeline.KindServer, At: at, Server: &timeline.Server{ID: 1, Change: timeline.Expired, SessionID: id, Line: line}}
	}
	granted := timeline.Event{Kind: timeline.KindHandshake, Outcome: timeline.OK, Handshake: &timeline.Handshake{Granted: id}}
	answered := func(at time.Duration) timeline.Event {
		return timeline.Event{Kind: timeline.KindOp, Outcome: timeline.OK, Op: &timeline.Op{Session: id, Return: at}}
	}
	other := timeline.Event{Kind: timeline.KindServer, Server: &timeline.Server{ID: 1, Change: timeline.Expired, SessionID: 0x200, Line: "another"}}
	for name, c := range map[string]struct {
		events []timeline.Event
		want   string
	}{
		"none":                             {[]timeline.Event{granted, other, answered(1)}, ""},
		"one":                              {[]timeline.Event{granted, expired(5, "a")}, "a"},
		"the first of two":                 {[]timeline.Event{granted, expired(5, "a"), expired(6, "b")}, "a"},
		"refuted by a handshake":           {[]timeline.Event{expired(5, "a"), granted}, ""},
		"refuted by a reply":               {[]timeline.Event{expired(5, "a"), answered(7)}, ""},
		"a reply of before":                {[]timeline.Event{expired(5, "a"), answered(3)}, "a"},
		"another one after the refutation": {[]timeline.Event{expired(5, "a"), answered(7), expired(9, "b")}, "b"},
	} {
		assert.Equal(t, expiryLine(c.events, id), c.want, name)
	}
}
