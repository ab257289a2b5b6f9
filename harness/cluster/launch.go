package cluster

import (
	"fmt"
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// setupFor returns the configuration of one server, by its machine and those of the
// servers that it lists.
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

// Heap is enough for scenarios that write some tens of megabytes; without it each JVM
// would size its Heap by the whole machine.
const Heap = "-Xmx256m"

// launchFor returns how one server is started. Properties of the scenario come last, and so
// replace those of the harness.
func launchFor(e *spec.Ensemble, s spec.Server, machines []runtime.Machine, super superUser) runtime.Launch {
	setup := setupFor(e, s, machines)
	l := runtime.Launch{
		Release:    s.Release,
		JVMOptions: []string{Heap, super.jvmOption},
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
