package machine

import (
	"context"
	"fmt"
	"sync"
)

// Agent does on a machine what it is asked to. It lives as long as the machine
// does, since it keeps the sockets of probes from one request to the next.
type Agent struct {
	inside func(func() error) error

	cutting sync.Mutex // rules are read and written as one
	probes  probes
}

// NewAgent makes an agent. inside runs a function in the network of the machine:
// it has to hold the thread while it does; nil is the network where the program is.
func NewAgent(inside func(func() error) error) *Agent {
	if inside == nil {
		inside = func(f func() error) error { return f() }
	}
	return &Agent{inside: inside, probes: probes{open: map[int]*probe{}, tokens: map[string]bool{}}}
}

// Do does one thing. What went wrong is in the answer.
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

// Close closes the sockets of probes that nobody asked for any more.
func (a *Agent) Close() { a.probes.close() }

type operation func(context.Context, Request, *Answer) error

func (a *Agent) operations() map[string]operation {
	return map[string]operation{
		OpDrop:      a.drop,
		OpHeal:      a.heal,
		OpDrops:     a.drops,
		OpListen:    a.listen,
		OpSend:      a.send,
		OpReceived:  a.received,
		OpList:      list,
		OpRead:      read,
		OpReadAll:   readAll,
		OpWrite:     write,
		OpAppend:    appendTo,
		OpTruncate:  truncate,
		OpOverwrite: overwrite,
		OpRename:    rename,
		OpRemove:    remove,
		OpSpace:     spaceOf,
		OpFill:      fill,
		OpWeb:       a.web,
	}
}

func (a *Agent) drop(_ context.Context, r Request, _ *Answer) error {
	for _, d := range r.Drops {
		if err := d.validate(); err != nil {
			return err
		}
	}
	a.cutting.Lock()
	defer a.cutting.Unlock()
	return a.inside(func() error { return addDrops(r.Drops) })
}

func (a *Agent) heal(context.Context, Request, *Answer) error {
	a.cutting.Lock()
	defer a.cutting.Unlock()
	return a.inside(removeDrops)
}

func (a *Agent) drops(_ context.Context, _ Request, answer *Answer) error {
	a.cutting.Lock()
	defer a.cutting.Unlock()
	return a.inside(func() (err error) {
		answer.Drops, err = listDrops()
		return err
	})
}
