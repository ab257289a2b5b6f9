// Package localrt is the runtime of local processes: one JVM for each server,
// each on a loopback address of its own.
package localrt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Options are what a user may choose.
type Options struct {
	Dist string               // distribution or build that all servers run; "" runs the releases that are asked for
	Logf func(string, ...any) // is told what takes long; nil discards it
}

// Runtime runs servers as processes of this machine.
type Runtime struct {
	opts Options
}

var _ harness.Runtime = (*Runtime)(nil)

// New makes the runtime. Nothing is started or looked for yet.
func New(opts Options) *Runtime {
	if opts.Logf == nil {
		opts.Logf = func(string, ...any) {}
	}
	return &Runtime{opts: opts}
}

// Name implements harness.Runtime.
func (r *Runtime) Name() string { return "local" }

// Supports implements harness.Runtime.
func (r *Runtime) Supports(c harness.Capability) error {
	if c == harness.CanPause {
		return nil
	}
	return fmt.Errorf("the %s runtime cannot %s", r.Name(), c)
}

// Available implements harness.Runtime.
func (r *Runtime) Available(ctx context.Context) error {
	if runtime.GOOS != "linux" {
		return errors.New("local servers need Linux, where each gets a loopback address of its own: use --runtime docker")
	}
	if _, err := findJava(ctx); err != nil {
		return err
	}
	if r.opts.Dist == "" {
		return release.MavenAvailable()
	}
	_, err := release.Dist(r.opts.Dist)
	return err
}

// Boot implements harness.Runtime.
func (r *Runtime) Boot(ctx context.Context, e *spec.Ensemble, _ []harness.Capability) (harness.Ensemble, error) {
	java, err := findJava(ctx)
	if err != nil {
		return nil, err
	}
	lease, err := harness.NewLease(r.Name())
	if err != nil {
		return nil, err
	}
	ens := &ensemble{opts: r.opts, java: java, lease: lease, code: map[string]code{}, rehearsal: rehearsalLimit}
	ids := make([]int, len(e.Servers))
	for i, s := range e.Servers {
		ids[i] = s.ID
	}
	if ens.net, err = claimSubnet(clientPorts, ids); err != nil {
		return ens, err
	}
	for _, s := range e.Servers {
		m, err := ens.newMachine(s.ID)
		if err != nil {
			return ens, err
		}
		ens.machines = append(ens.machines, m)
	}
	for _, s := range e.Servers {
		if _, err := ens.codeOf(ctx, s.Release); err != nil {
			return ens, err
		}
	}
	return ens, nil
}

// code is what a server of one release is started from.
type code struct {
	classpath []string
	archive   string // of loaded classes; "" when there is none
}

// codeOf returns the code of a release, fetched when it is asked for first.
func (e *ensemble) codeOf(ctx context.Context, name string) (code, error) {
	e.codeMu.Lock()
	defer e.codeMu.Unlock()
	if e.opts.Dist != "" {
		name = ""
	}
	if c, ok := e.code[name]; ok {
		return c, nil
	}
	c, err := e.load(ctx, name)
	if err != nil {
		return code{}, err
	}
	e.code[name] = c
	return c, nil
}

func (e *ensemble) load(ctx context.Context, name string) (code, error) {
	if e.opts.Dist != "" {
		classpath, err := release.Dist(e.opts.Dist)
		return code{classpath: classpath}, err
	}
	jars, err := release.Jars(ctx, name, e.opts.Logf)
	if err != nil {
		return code{}, err
	}
	return code{classpath: jars, archive: e.classArchive(ctx, name, jars)}, nil
}

func (e *ensemble) newMachine(id int) (*machine, error) {
	quorum, err := e.net.peerPort()
	if err != nil {
		return nil, err
	}
	election, err := e.net.peerPort()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(e.lease.Dir, "server-"+strconv.Itoa(id))
	return &machine{ens: e, id: id, dir: dir, place: harness.Place{
		Host:         e.net.host(id),
		ClientPort:   e.net.clientPort,
		QuorumPort:   quorum,
		ElectionPort: election,
		DataDir:      filepath.Join(dir, "data"),
		DataLogDir:   filepath.Join(dir, "datalog"),
	}}, nil
}

// markOf is an argument that only the JVMs of one run have, so that whoever
// finds one knows whose it is.
func markOf(leaseDir string) string { return fmt.Sprintf("-Dzkscenario.run=%s", leaseDir) }
