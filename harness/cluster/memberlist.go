package cluster

import (
	"context"
	"path"
	"slices"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// zooCfg is the name of the file in which a server finds its configuration.
const zooCfg = "zoo.cfg"

// ownList is the list of servers that a server keeps in a file of its own, because it accepts
// reconfigurations: from its first epoch on it replaces the list in its zoo.cfg by the name
// of that file (QuorumPeerConfig.editStaticConfig).
type ownList struct {
	file string // "" while zoo.cfg itself has the list
	ids  []int
}

func (s *Server) ownList(ctx context.Context) (ownList, error) {
	if !s.Started() {
		return ownList{}, nil
	}
	read := func(file string) (string, error) {
		a, err := s.ask(ctx, machine.Request{Op: machine.OpRead, Path: file})
		return string(a.Content), err
	}
	cfg, err := read(path.Join(s.machine.Place().ConfDir, zooCfg))
	own := ownList{file: server.ListedIn(cfg)}
	if err != nil || own.file == "" {
		return own, err
	}
	list, err := read(own.file)
	own.ids = server.Listed(list)
	return own, err
}

// differs reports whether the server keeps a list of its own that is not the given one.
func (l ownList) differs(list []int) bool {
	wanted := slices.Sorted(slices.Values(list))
	return l.file != "" && !slices.Equal(l.ids, wanted)
}

// keepList changes a launch so that a new zoo.cfg leaves the list of servers as it is now.
// Only another list replaces one that the server keeps in a file of its own.
func (s *Server) keepList(ctx context.Context, l *runtime.Launch, c spec.Change) error {
	s.mu.Lock()
	before := s.configured
	s.mu.Unlock()
	now := configured{text: l.Files[zooCfg], written: l.Files[zooCfg]}
	if c.List == nil && now.text == before.text {
		l.Files[zooCfg] = before.written
		return nil
	}
	own, err := s.ownList(ctx)
	if err != nil {
		return err
	}
	if c.List != nil && own.differs(c.List) {
		l.Rewrite = true
	} else {
		now.written = server.WithListIn(now.text, own.file)
	}
	l.Files[zooCfg] = now.written
	s.mu.Lock()
	defer s.mu.Unlock()
	s.configured = now
	return nil
}

// configured is the zoo.cfg of a server's last start.
type configured struct {
	text    string // with the list of servers
	written string // as it was written, if the server did not have it already
}

// listCounts fails if a server would soon replace the list that it starts with. Of two lists
// the one with the greater version prevails: that of the last reconfiguration or, without
// one, of the first epoch; a list in zoo.cfg has version 0 (FastLeaderElection.WorkerReceiver,
// Learner.syncWithLeader). It counts if it is all that the servers which run know of.
func (c *Cluster) listCounts(ctx context.Context, ids []int, change spec.Change) error {
	if change.List == nil {
		return nil
	}
	for _, id := range ids {
		s, err := c.Server(id)
		if err != nil {
			return err
		}
		own, err := s.ownList(ctx)
		if err != nil {
			return err
		}
		if own.differs(change.List) && !c.aloneWith(ids, change.List) {
			return verdict.Inconclusive("server %d would not keep the server_list %v: it accepts reconfigurations, so it has the list in %s by now, and takes the newest one of any server that it meets; "+
				"kill all servers first, and start those of the list with it, in one word", id, change.List, path.Base(own.file))
		}
	}
	return nil
}

// aloneWith reports whether the servers with these ids are all that a list names, and no
// other server runs.
func (c *Cluster) aloneWith(ids, list []int) bool {
	for _, s := range c.servers {
		starts := slices.Contains(ids, s.ID)
		if _, running := s.State(); running && !starts || slices.Contains(list, s.ID) && !starts {
			return false
		}
	}
	return true
}
