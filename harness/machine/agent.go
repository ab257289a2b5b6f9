package machine

import (
	"context"
	"fmt"
	"sync"
)

// Agent executes requests on one machine. It lives as long as the machine, since it
// keeps the sockets of probes from one request to the next. Its methods may be called
// at the same time.
type Agent struct {
	inside func(func() error) error

	rules  sync.Mutex // one change or listing of packet filter rules at a time
	probes probes
}

// NewAgent returns an agent. inside runs a function in the network of the machine and
// must keep it on one thread; with nil, the agent works in the network of this program.
func NewAgent(inside func(func() error) error) *Agent {
	if inside == nil {
		inside = func(f func() error) error { return f() }
	}
	return &Agent{inside: inside, probes: probes{open: map[int]*probe{}, tokens: map[string]bool{}}}
}

// Do executes one request. A failure is in the answer.
func (a *Agent) Do(ctx context.Context, r Request) Answer {
	var answer Answer
	do, known := a.operations()[r.Op]
	if !known {
		return Answer{Error: fmt.Sprintf("a machine cannot %q", r.Op)}
	}
	if err := do(ctx, r, &answer); err != nil {
		return Answer{Error: err.Error()}
	}
	return answer
}

// Close closes the sockets of probes that are still open.
func (a *Agent) Close() { a.probes.close() }

type operation func(context.Context, Request, *Answer) error

func (a *Agent) operations() map[string]operation {
	return map[string]operation{
		OpDrop:       a.drop,
		OpHeal:       a.heal,
		OpDrops:      a.drops,
		OpListen:     a.listen,
		OpSend:       a.send,
		OpReceived:   a.received,
		OpList:       list,
		OpRead:       read,
		OpReadAll:    readAll,
		OpWrite:      write,
		OpAppend:     appendTo,
		OpTruncate:   truncate,
		OpOverwrite:  overwrite,
		OpRename:     rename,
		OpRemove:     remove,
		OpSpace:      spaceOf,
		OpFill:       fill,
		OpFillInodes: fillInodes,
		OpWeb:        a.web,
	}
}

func (a *Agent) drop(_ context.Context, r Request, _ *Answer) error {
	for _, d := range r.Drops {
		if err := d.validate(); err != nil {
			return err
		}
	}
	a.rules.Lock()
	defer a.rules.Unlock()
	return a.inside(func() error { return addDrops(r.Drops) })
}

func (a *Agent) heal(context.Context, Request, *Answer) error {
	a.rules.Lock()
	defer a.rules.Unlock()
	return a.inside(removeDrops)
}

func (a *Agent) drops(_ context.Context, _ Request, answer *Answer) error {
	a.rules.Lock()
	defer a.rules.Unlock()
	return a.inside(func() (err error) {
		answer.Drops, err = listDrops()
		return err
	})
}
