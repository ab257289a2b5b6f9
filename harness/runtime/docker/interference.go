package docker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"
)

// interference collects what the engine reports others to have done to the containers of
// a run. A state that is read later would not show a container that was paused for a while.
type interference struct {
	watching sync.WaitGroup

	mu     sync.Mutex
	own    map[request]int     // requests of this program of which the engine has not reported the event yet
	others map[string][]string // what others did, by container
}

// request is one that changes a container.
type request struct {
	box    string // id of the container
	action events.Action
}

func newInterference() *interference {
	return &interference{own: map[request]int{}, others: map[string][]string{}}
}

// expect records that this program is about to send a request.
func (i *interference) expect(box string, action events.Action) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.own[request{box, action}]++
}

// of describes what others did to a container.
func (i *interference) of(box string) []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.others[box]
}

// see sorts an event: it is one that this program caused, or one of others.
func (i *interference) see(m events.Message) {
	what := describeEvent(m)
	if what == "" {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	r := request{m.Actor.ID, m.Action}
	if i.own[r] > 0 {
		i.own[r]--
		return
	}
	at := time.Unix(0, m.TimeNano).UTC().Format(time.TimeOnly)
	i.others[r.box] = append(i.others[r.box], fmt.Sprintf("the engine reports that the %s container %s at %s UTC", m.Actor.Attributes[labelRole], what, at))
}

// watchedEvents lists the events that show that somebody acted on a container. The end of a
// server's container is not among them: the server's own exit shows that.
var watchedEvents = []events.Action{events.ActionDie, events.ActionKill, events.ActionOOM, events.ActionPause, events.ActionUnPause}

// stopSignals lists the numbers of SIGSTOP, SIGTSTP, SIGTTIN and SIGTTOU on Linux. A signal
// that ends a server shows in its exit.
var stopSignals = []string{"19", "20", "21", "22"}

// describeEvent describes an event that no request of this program should have caused, or
// returns "".
func describeEvent(m events.Message) string {
	switch m.Action {
	case events.ActionDie:
		if m.Actor.Attributes[labelRole] == roleMachine {
			return "ended with code " + m.Actor.Attributes["exitCode"]
		}
	case events.ActionKill:
		if signal := m.Actor.Attributes["signal"]; slices.Contains(stopSignals, signal) {
			return "was sent signal " + signal + ", which stops its processes"
		}
	case events.ActionOOM:
		return "ran out of memory, so that the kernel killed a process in it"
	case events.ActionPause:
		return "was paused"
	case events.ActionUnPause:
		return "was unpaused"
	}
	return ""
}

// watchEvents collects the events of the ensemble's containers until it is closed. When
// the stream breaks off it begins again after the last event.
func (e *ensemble) watchEvents() {
	filters := client.Filters{}.Add("type", string(events.ContainerEventType)).Add("label", labelRun+"="+e.lease.ID)
	for _, action := range watchedEvents {
		filters.Add("event", string(action))
	}
	tick := time.NewTicker(waitPoll)
	defer tick.Stop()
	var last int64 // time of the last event, in nanoseconds by the engine's clock
	for e.life.Err() == nil {
		options := client.EventsListOptions{Filters: filters}
		if last > 0 {
			options.Since = fmt.Sprintf("%d.%09d", last/int64(time.Second), last%int64(time.Second))
		}
		stream := e.eng.client.Events(e.life, options)
		for open := true; open; {
			select {
			case m := <-stream.Messages:
				if m.TimeNano > last { // with Since the last one comes again
					last = m.TimeNano
					e.interference.see(m)
				}
			case <-stream.Err: //nolint:errcheck // the stream begins again, whatever ended it
				open = false
			}
		}
		select {
		case <-tick.C:
		case <-e.life.Done():
		}
	}
}

// Interference implements runtime.Process.
func (p *process) Interference(ctx context.Context) error {
	m := p.machine
	found := slices.Concat(p.ens.interference.of(m.box.GetContainerID()), p.ens.interference.of(p.box.GetContainerID()))
	if len(found) == 0 && !p.gone() && p.halted(ctx) {
		found = []string{"the processes in its container are stopped, and this run did not stop them"}
	}
	if len(found) == 0 {
		return nil
	}
	return errors.New(strings.Join(found, "; "))
}

// halted reports whether the processes in the container are stopped by a signal, which
// the engine reports in no event unless it sent the signal itself. Those that a pause has
// frozen are not stopped.
func (p *process) halted(ctx context.Context) bool {
	// Engines find the processes by the column PID.
	top, err := p.ens.eng.client.ContainerTop(ctx, p.box.GetContainerID(), client.ContainerTopOptions{Arguments: []string{"-eo", "pid,stat"}})
	if err != nil || len(top.Processes) == 0 {
		return false // it has ended, or the engine has no ps
	}
	for _, columns := range top.Processes {
		if len(columns) < 2 || !strings.HasPrefix(columns[1], "T") && !strings.HasPrefix(columns[1], "t") {
			return false
		}
	}
	return true
}
