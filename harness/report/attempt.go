package report

import (
	"fmt"
	"time"
)

// Attempt is a run that was inconclusive, and was run again. Its own report is in its folder.
type Attempt struct {
	Reason  string        `json:"reason"`
	Started time.Time     `json:"started"`
	Took    time.Duration `json:"took_ns"`
	Dir     string        `json:"dir,omitempty"` // folder with its files
}

// Attempt returns the run as an attempt, after which there is another one.
func (r *Report) Attempt() Attempt {
	return Attempt{Reason: r.Reason, Started: r.Started, Took: r.Took, Dir: r.Dir}
}

// Follows reports whether the run is a repetition of the other one, which was inconclusive.
func (r *Report) Follows(other *Report) bool {
	if r.Scenario != other.Scenario || r.Control != other.Control || r.Release != other.Release || r.Place() != other.Place() {
		return false
	}
	for _, a := range r.InconclusiveBefore {
		if a.Started.Equal(other.Started) { // the folder may have been moved
			return true
		}
	}
	return false
}

// After states how often the run was inconclusive before; it is "" if it never was.
func (r *Report) After() string {
	if len(r.InconclusiveBefore) == 0 {
		return ""
	}
	return "run again after " + Count(len(r.InconclusiveBefore), "inconclusive attempt")
}

// String names the reason and the folder.
func (a Attempt) String() string {
	if a.Dir == "" {
		return a.Reason
	}
	return fmt.Sprintf("%s (%s)", a.Reason, a.Dir)
}
