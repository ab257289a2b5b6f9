package runtime

import (
	"context"
	"fmt"
	"io"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Capability is something that not every runtime can do. A scenario that needs
// what its runtime lacks is refused before anything boots.
type Capability string

// The capabilities.
const (
	CanPause   Capability = "pause a server"
	CanCut     Capability = "cut the network between servers"
	CanSize    Capability = "give a server a disk of a given size"
	CanControl Capability = "start a server under ZooKeeper's fault controller"
)

// where says which runtimes have a capability.
var where = map[Capability]string{
	CanPause:   "docker can, and so can local.",
	CanCut:     "docker can; local can as root on Linux.",
	CanSize:    "docker can; local can as root on Linux.",
	CanControl: "docker can, and so can local.",
}

// Where says in a sentence which runtimes have the capability.
func (c Capability) Where() string {
	return "It needs a runtime that can " + string(c) + ": " + where[c]
}

// Runtime is a place where ZooKeeper servers can run. It knows how to start,
// kill and freeze a server and where its files are, and nothing of ZooKeeper.
type Runtime interface {
	// Name is how --runtime calls it.
	Name() string
	// Available is nil when Boot can work on this machine, else the reason why
	// not and what to do, in one sentence.
	Available(ctx context.Context) error
	// Supports is nil when the runtime can do it on this machine, else the reason
	// why not and which runtime can, in one sentence.
	Supports(c Capability) error
	// Boot makes one machine for each server of the ensemble, with an address
	// of its own, and gets hold of the releases that they run. It starts no
	// server. What the run needs is all that it may ask for later: a runtime
	// leaves out what costs time or rights and is not needed. On an error it
	// returns what it has built so far, to be closed.
	Boot(ctx context.Context, e *spec.Ensemble, needs []Capability) (Ensemble, error)
	// Sweep removes what runs that are dead left behind, and says what it was.
	// Runs that are alive, of this or another process, are left alone.
	Sweep(ctx context.Context) ([]string, error)
}

// Supplier is a Runtime that knows which releases it can get hold of.
type Supplier interface {
	// Releases are all of them, oldest first; nil when any may be right.
	Releases() []string
}

// Ensemble is the machines of one run.
type Ensemble interface {
	// Machines are in the order of the ensemble's servers.
	Machines() []Machine
	// Close ends every process and removes everything that Boot and the
	// machines made. It is safe to call twice.
	Close(ctx context.Context) error
}

// Machine is what stays when its server is killed: an address and a disk.
type Machine interface {
	// ID is the server's id (myid).
	ID() int
	// Place is where the server finds its network and its files.
	Place() Place
	// ClientAddr is host:port where clients of this program reach the server.
	// It may change whenever the server starts.
	ClientAddr(ctx context.Context) (string, error)
	// Start starts the server's process on the machine's disk as it is. It
	// returns when the process exists, which says nothing of its health.
	Start(ctx context.Context, l Launch) (Process, error)
	// Do does one thing on the machine, whether its server runs or not. An error
	// means that it could not be asked; what the machine itself says is in the
	// answer.
	Do(ctx context.Context, r machine.Request) (machine.Answer, error)
}

// Place is a machine as its own server and the other servers see it.
type Place struct {
	Host         string // address for clients and for the other servers
	ClientPort   int
	QuorumPort   int
	ElectionPort int
	DataDir      string // snapshots, and myid
	DataLogDir   string // transaction logs
}

// Launch is how a server's process is started. All files are text.
type Launch struct {
	Release    string
	Files      map[string]string // for the configuration folder: zoo.cfg, logback.xml, ...
	MyID       string            // content of the file myid in the data folder; "" writes none
	JVMOptions []string          // heap, system properties
	// Main is the Java class that is started with the path of zoo.cfg; "" is
	// ZooKeeper's own, QuorumPeerMain (CanControl).
	Main string
}

// Process is one life of a server, from its start to its exit.
type Process interface {
	// Kill sends SIGKILL, Stop SIGTERM. Neither waits for the exit.
	Kill(ctx context.Context) error
	Stop(ctx context.Context) error
	// Wait blocks until the process is gone.
	Wait(ctx context.Context) (Exit, error)
	// Logs is all that the process printed from its start on, and follows it
	// until its exit. The caller closes it.
	Logs(ctx context.Context) (io.ReadCloser, error)
}

// Pauser is a Process that can be frozen (CanPause). Both methods return the
// proof: the state that the kernel or the engine reported afterwards.
type Pauser interface {
	Pause(ctx context.Context) (receipt string, err error)
	Resume(ctx context.Context) (receipt string, err error)
}

// Commander is a Process beside which a command can be run: with its files, its
// network and its programs.
type Commander interface {
	// Command runs a program and waits for its end. An error means that it could
	// not be started.
	Command(ctx context.Context, args []string) (Output, error)
}

// Output is what a command printed, both streams as they came, and how it ended.
type Output struct {
	Code int
	Text string
}

// Exit is how a process ended: by its own code, or by a signal.
type Exit struct {
	Code   int
	Signal string // "killed", "terminated"; "" when it exited by itself
}

// String says how a process ended.
func (e Exit) String() string {
	if e.Signal != "" {
		return "by signal " + e.Signal
	}
	return fmt.Sprintf("with exit code %d", e.Code)
}
