package session

import (
	"context"
	"time"
)

// Flow states how fast a pipeline submits its requests.
type Flow struct {
	InFlight int     // the most requests in flight; less than 1 is 1
	Rate     float64 // the most requests a second; 0 is no limit
	// Stop, once closed, ends the submission; requests in flight are still waited for.
	Stop <-chan struct{}
}

// catchUp is how much of what a flow could not submit in time it submits later, faster than at
// its rate: about as late as a timer fires.
const catchUp = 20 * time.Millisecond

func (f Flow) stopped() bool {
	select {
	case <-f.Stop:
		return true
	default:
		return false
	}
}

// due waits until the next request may be submitted, and updates when the last one was due.
// It returns false if the oldest request in flight is answered before that, or ctx or the
// flow ends. answered is nil if none is in flight.
func (f Flow) due(ctx context.Context, last *time.Time, answered <-chan struct{}) bool {
	if f.Rate <= 0 {
		return true
	}
	if last.IsZero() { // the first request
		*last = time.Now()
		return true
	}
	at := last.Add(time.Duration(float64(time.Second) / f.Rate))
	wait := time.Until(at)
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-answered:
			return false
		case <-f.Stop:
			return false
		case <-ctx.Done():
			return false
		}
	}
	*last = at
	if earliest := time.Now().Add(-catchUp); at.Before(earliest) {
		*last = earliest
	}
	return true
}
