// Package local runs servers as processes of this machine: one JVM for each server,
// on a loopback address of its own or, in a run that cuts the network, in a network
// namespace of its own. Package release provides the jars; package machine executes
// the requests to a server's machine within this process.
package local

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strconv"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const runtimeName = "local"

// Options holds the choices of a user.
type Options struct {
	Dist    string               // folder of a distribution or a build; "" runs every release as it was published
	Release string               // the release that Dist stands for; servers of another release run the published one
	Logf    func(string, ...any) // reports what takes long; nil discards the reports
}

// Runtime runs servers as processes of this machine.
type Runtime struct {
	opts Options
}

var _ runtime.Runtime = (*Runtime)(nil)

// New returns the runtime. It starts and searches nothing yet.
func New(opts Options) *Runtime {
	if opts.Logf == nil {
		opts.Logf = func(string, ...any) {}
	}
	return &Runtime{opts: opts}
}

// Name implements runtime.Runtime.
func (r *Runtime) Name() string { return runtimeName }

// Available implements runtime.Runtime.
func (r *Runtime) Available(ctx context.Context) error {
	if goruntime.GOOS != "linux" {
		return errors.New("local servers need Linux, where each gets a loopback address of its own: use --runtime docker")
	}
	if _, err := findJava(ctx); err != nil {
		return err
	}
	if r.opts.Dist == "" {
		if err := release.MavenAvailable(); err != nil {
			return fmt.Errorf("%w, or name a distribution of your own with --dist DIR", err)
		}
		return nil
	}
	if r.opts.Release == "" {
		return errors.New("a build stands for one release only: name it in Options.Release")
	}
	_, err := release.Dist(r.opts.Dist)
	return err
}

// Releases implements runtime.Supplier.
func (r *Runtime) Releases() []string { return release.KnownWith(r.opts.Release) }

// Boot implements runtime.Runtime.
func (r *Runtime) Boot(ctx context.Context, e *spec.Ensemble, needs []runtime.Capability) (runtime.Ensemble, error) {
	java, err := findJava(ctx)
	if err != nil {
		return nil, err
	}
	lease, err := runtime.NewLease(r.Name())
	if err != nil {
		return nil, err
	}
	ens := &ensemble{opts: r.opts, java: java, lease: lease, code: map[string]code{}, rehearsal: rehearsalLimit}
	net, err := newNetwork(e, lease.ID, needs)
	if err != nil {
		return ens, err
	}
	ens.net = net
	for _, s := range e.Servers {
		m, err := ens.newMachine(s.ID, net)
		if err != nil {
			return ens, err
		}
		ens.machines = append(ens.machines, m)
		if err := m.mountDisks(s); err != nil {
			return ens, err
		}
	}
	for _, name := range e.Releases() {
		if _, err := ens.codeOf(ctx, name); err != nil {
			return ens, err
		}
	}
	return ens, nil
}

// newNetwork makes a bridge with namespaces for a run that cuts the network between
// servers, else claims loopback addresses, which need no rights.
func newNetwork(e *spec.Ensemble, run string, needs []runtime.Capability) (network, error) {
	if slices.Contains(needs, runtime.CanCut) {
		return newBridge(run)
	}
	ids := make([]int, len(e.Servers))
	for i, s := range e.Servers {
		ids[i] = s.ID
	}
	return claimAddresses(clientPorts, ids)
}

// code holds the class path of one release.
type code struct {
	classpath []string
	archive   string // file of loaded classes; "" without one
}

// codeOf returns the code of a release, which it fetches at the first call.
func (e *ensemble) codeOf(ctx context.Context, name string) (code, error) {
	e.codeMu.Lock()
	defer e.codeMu.Unlock()
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
	if e.opts.Dist != "" && name == e.opts.Release {
		classpath, err := release.Dist(e.opts.Dist)
		return code{classpath: classpath}, err
	}
	jars, err := release.Jars(ctx, name, e.opts.Logf)
	if err != nil {
		return code{}, err
	}
	return code{classpath: jars, archive: e.classArchive(ctx, name, jars)}, nil
}

func (e *ensemble) newMachine(id int, n network) (*machine, error) {
	at, err := n.join(id)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(e.lease.Dir, "server-"+strconv.Itoa(id))
	return &machine{ens: e, id: id, dir: dir, agent: agent.NewAgent(at.inside), inside: at.inside, place: runtime.Place{
		Host:         at.host,
		ClientPort:   at.client,
		QuorumPort:   at.quorum,
		ElectionPort: at.election,
		DataDir:      filepath.Join(dir, "data"),
		DataLogDir:   filepath.Join(dir, "datalog"),
		ConfDir:      filepath.Join(dir, "conf"),
	}}, nil
}

// mountDisks gives the machine the disks that its server declares.
func (m *machine) mountDisks(s spec.Server) error {
	for dir, disk := range map[string]*spec.Disk{m.place.DataDir: s.DataDisk, m.place.DataLogDir: s.LogDisk} {
		if disk == nil {
			continue
		}
		m.ens.disks = true
		if err := mountDisk(dir, disk); err != nil {
			return err
		}
	}
	return nil
}

// markOf returns the environment variable by which processes of a run are found: all
// that the run starts have it, and those that they start.
func markOf(leaseDir string) string { return "ZKSCENARIO_OWNED_BY=" + leaseDir }
