package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// setupFor makes the configuration of one server from what its machine and those
// of the servers that it lists are.
func setupFor(e *spec.Ensemble, s spec.Server, machines []runtime.Machine) server.Setup {
	setup := server.Setup{Config: s.Config}
	standalone := e.Standalone(&s)
	for i, m := range machines {
		p := m.Place()
		if s.Lists(m.ID()) && !standalone {
			setup.Peers = append(setup.Peers, server.Peer{
				ID: m.ID(), Host: p.Host, QuorumPort: p.QuorumPort, ElectionPort: p.ElectionPort, Observer: e.Servers[i].Observer,
			})
		}
		if m.ID() == s.ID {
			setup.ID, setup.Host, setup.ClientPort = s.ID, p.Host, p.ClientPort
			setup.DataDir, setup.DataLogDir = p.DataDir, p.DataLogDir
		}
	}
	return setup
}

// heap is enough for every scenario that writes some tens of megabytes; without
// it each JVM would size itself by the whole machine.
const heap = "-Xmx256m"

func launchFor(e *spec.Ensemble, s spec.Server, machines []runtime.Machine) runtime.Launch {
	setup := setupFor(e, s, machines)
	l := runtime.Launch{
		Release:    s.Release,
		JVMOptions: []string{heap},
	}
	if s.Controller {
		l.Main, setup.ControllerPort = server.ControlledMain, controllerPort(setup.Host)
	}
	l.Files = server.Files(setup)
	if len(setup.Peers) > 0 {
		l.MyID = fmt.Sprintf("%d\n", s.ID)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		l.JVMOptions = append(l.JVMOptions, fmt.Sprintf("-D%s=%s", name, s.Properties[name]))
	}
	return l
}

// Serving tells whether the servers serve: each of them leads, or answers as one that
// does not while another one leads. For a moment the followers of a leader that is gone
// answer as before.
func (env *Env) Serving(ctx context.Context, ids []int) verdict.Verdict {
	if v, gone := env.gone(ids); gone {
		return v
	}
	survey := env.Survey(ctx)
	leader := survey.Leader()
	var there []string
	for _, id := range ids {
		s, err := env.Server(id)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		status, ok := survey[id]
		if !ok { // ask it why
			if status, err = s.Status(ctx); err != nil {
				return verdict.Broken("server %d: %s", id, err)
			}
		}
		if leader == 0 {
			return verdict.Undecided("server %d answers as %s, but no server leads", id, status.Role)
		}
		v := s.serves(status)
		if v.Outcome != timeline.OK {
			return v
		}
		there = append(there, v.Why)
	}
	return verdict.Holds("%s", strings.Join(there, ", "))
}

// serves wants the log to have told what the answer says: it arrives a little later.
func (s *Server) serves(status server.Status) verdict.Verdict {
	if status.Role == server.Leader || status.Role == server.Standalone {
		return verdict.Holds("server %d serves as %s", s.ID, status.Role)
	}
	state, _ := s.State()
	if state.Sync == "" || (!state.UpToDate && server.LogsUpToDate(s.Spec().Release)) {
		return verdict.Undecided("server %d serves as %s, but its log has not said yet how it was synced", s.ID, status.Role)
	}
	return verdict.Holds("server %d serves as %s", s.ID, status.Role)
}

// gone answers for servers that have no process any more. That is final, unless a word
// that runs at the same time may start them again.
func (env *Env) gone(ids []int) (verdict.Verdict, bool) {
	for _, s := range env.servers {
		if exit, gone := s.Exit(); gone && slices.Contains(ids, s.ID) {
			v := verdict.Broken("server %d does not serve; its process ended %s", s.ID, exit)
			v.Final = !env.beside
			return v, true
		}
	}
	return verdict.Verdict{}, false
}

// Synced tells whether the servers serve and have processed everything that the
// leader has.
func (env *Env) Synced(ctx context.Context, ids []int) verdict.Verdict {
	if v, gone := env.gone(ids); gone {
		return v
	}
	return env.besideLeader(ctx, "servers %s have", ids, func(s *Server, survey Survey, leader int) verdict.Verdict {
		status, ok := survey[s.ID]
		if !ok {
			return verdict.Undecided("server %d does not serve", s.ID)
		}
		if v := s.serves(status); v.Outcome != timeline.OK {
			return v
		}
		if behind(status.Zxid, survey[leader].Zxid) {
			return verdict.Undecided("server %d is at %s, the leader %d at %s", s.ID, status.Zxid, leader, survey[leader].Zxid)
		}
		return verdict.Holds("")
	})
}

// Persisted tells whether the servers' disks hold the last transaction that the leader
// has processed, in a log or a snapshot. A follower processes what is committed
// whether its own log is flushed or not (FollowerZooKeeperServer.commit), and a
// SIGKILL takes away what is not.
func (env *Env) Persisted(ctx context.Context, ids []int) verdict.Verdict {
	return env.besideLeader(ctx, "the disks of servers %s have", ids, func(s *Server, survey Survey, leader int) verdict.Verdict {
		disk, err := s.readDisk(ctx, nil)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		if behind(disk.Newest(), survey[leader].Zxid) {
			return verdict.Undecided("the disk of server %d is at %s, the leader %d at %s", s.ID, disk.Newest(), leader, survey[leader].Zxid)
		}
		return verdict.Holds("")
	})
}

// besideLeader looks at each of the servers, beside the one that leads. It answers with
// the first that has not what the leader has.
func (env *Env) besideLeader(ctx context.Context, have string, ids []int, look func(s *Server, survey Survey, leader int) verdict.Verdict) verdict.Verdict {
	survey := env.Survey(ctx)
	leader := survey.Leader()
	if leader == 0 {
		return verdict.Undecided("no server leads")
	}
	for _, id := range ids {
		s, err := env.Server(id)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		if v := look(s, survey, leader); v.Outcome != timeline.OK {
			return v
		}
	}
	return verdict.Holds(have+" what the leader %d has (%s)", list(ids), leader, survey[leader].Zxid)
}

// behind compares with a leader's zxid. A leader that has written nothing yet
// stands at counter 0 of its epoch, a position that its followers never take.
func behind(z, leader timeline.Zxid) bool {
	return z < leader && leader.Counter() != 0
}

func list(ids []int) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(ids)), ", "), "[]")
}

// Started lists the servers that were started, if only once: what has to be
// there for the ensemble to be whole.
func (env *Env) Started() []int {
	var ids []int
	for _, s := range env.servers {
		if s.Started() {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Listed are the ids of the voters that a server lists, as it is configured now.
func (env *Env) Listed(s *Server) []int {
	written := s.Spec()
	return env.Scenario.Ensemble.Listed(&written)
}

// ready waits until a leader is known, every server that was started is synced,
// and one committed write was seen on each of them. The write is the opening of a
// session, which leaves no znode.
func (env *Env) ready(ctx context.Context) error {
	ids := env.Started()
	if err := env.allServe(ctx, ids); err != nil {
		return err
	}
	written, err := env.write(ctx)
	if err != nil {
		return err
	}
	return verdict.WaitFor(ctx, "every server has seen a committed write", StateLimit, func(ctx context.Context) verdict.Verdict {
		survey := env.Survey(ctx)
		for _, id := range ids {
			if survey[id].Zxid < written {
				return verdict.Undecided("server %d is at %s, the write at %s", id, survey[id].Zxid, written)
			}
		}
		return verdict.Holds("all are at %s or beyond", written)
	})
}

// allServe waits until the servers serve after their first start. One that cannot run at
// all is no matter of the scenario's.
func (env *Env) allServe(ctx context.Context, ids []int) error {
	err := verdict.WaitFor(ctx, "all servers serve", StateLimit, func(ctx context.Context) verdict.Verdict { return env.Synced(ctx, ids) })
	for _, s := range env.servers {
		if exit, gone := s.Exit(); gone {
			return fmt.Errorf("server %d ended at its start, %s; the end of its log:\n%s", s.ID, exit, s.lastLines())
		}
	}
	return errors.Join(err, env.trouble())
}

// write commits a transaction that changes no znode, and returns its zxid.
func (env *Env) write(ctx context.Context) (timeline.Zxid, error) {
	ctx, cancel := context.WithTimeout(ctx, StateLimit)
	defer cancel()
	leader := env.Survey(ctx).Leader()
	if leader == 0 {
		return 0, verdict.Inconclusive("commit a write: no server leads")
	}
	s, err := env.visit(ctx, leader)
	if err != nil {
		return 0, verdict.Inconclusive("commit a write: %w", err)
	}
	seen := s.Exists(ctx, "/")
	err = s.Close(ctx)
	if seen.Outcome != timeline.OK || err != nil {
		return 0, verdict.Inconclusive("commit a write: %w", errors.Join(err, errors.New(seen.Code)))
	}
	return seen.Zxid, nil
}

// Touch commits a transaction that changes no znode and waits until the given
// servers have processed it.
func (env *Env) Touch(ctx context.Context, ids []int) error {
	if _, err := env.write(ctx); err != nil {
		return err
	}
	return env.AwaitSynced(ctx, ids)
}

// AwaitSynced waits until the servers have processed everything that the leader has.
func (env *Env) AwaitSynced(ctx context.Context, ids []int) error {
	return verdict.WaitFor(ctx, "servers "+list(ids)+" are synced", StateLimit, func(ctx context.Context) verdict.Verdict { return env.Synced(ctx, ids) })
}
