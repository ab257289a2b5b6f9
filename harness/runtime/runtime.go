package runtime

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Runtime is a place where ZooKeeper servers can run. It starts, kills and pauses
// servers and knows where their files are; it knows nothing of ZooKeeper.
type Runtime interface {
	// Name returns the runtime's name, as --runtime takes it.
	Name() string
	// Available returns nil when Boot can work on this machine, else the reason and
	// what to do, in one sentence.
	Available(ctx context.Context) error
	// Capabilities maps the runtime's capabilities to the condition on the machine
	// that each depends on, in words; "" is none.
	Capabilities() map[Capability]string
	// Supports returns nil when the runtime has the capability on this machine, else
	// the reason and which runtime has it, in one sentence.
	Supports(c Capability) error
	// Boot makes one machine for each server of the ensemble, with an address of its
	// own, and gets the releases that the servers run. It starts no server. needs
	// holds every capability that the run may use later: a runtime leaves out what
	// costs time or rights and is not needed. With an error Boot returns what it has
	// built so far, for the caller to close, or nil.
	Boot(ctx context.Context, e *spec.Ensemble, needs []Capability) (Ensemble, error)
	// Sweep removes what dead runs left behind and describes each thing it removed.
	// It leaves runs alone that are alive, in this or another process.
	Sweep(ctx context.Context) ([]string, error)
}

// Supplier is a Runtime that knows which releases it can get.
type Supplier interface {
	// Releases lists them, oldest first; nil stands for any.
	Releases() []string
}

// Ensemble holds the machines of one run.
type Ensemble interface {
	// Machines returns them in the order of the ensemble's servers.
	Machines() []Machine
	// Close ends every process and removes everything that Boot and the machines
	// made. It is safe to call twice.
	Close(ctx context.Context) error
}

// Machine is an address and a disk, which stay when the server is killed.
type Machine interface {
	// ID returns the server's id (myid).
	ID() int
	// Place returns the addresses and folders that the server uses.
	Place() Place
	// ClientAddr returns host:port at which clients of this program reach the server.
	// It may change whenever the server starts.
	ClientAddr(ctx context.Context) (string, error)
	// HarnessEndpoint returns how connections of the harness itself reach the server.
	// Their addresses differ from that of the clients, so that a limit on connections per
	// address (maxClientCnxns) does not count them together.
	HarnessEndpoint(ctx context.Context) (Endpoint, error)
	// Start starts the server's process on the machine's disk as it is, and returns
	// when the process exists; the server need not serve yet.
	Start(ctx context.Context, l Launch) (Process, error)
	// Do executes one request on the machine, whether its server runs or not. It
	// returns an error when the machine did not receive the request; an error on the
	// machine is in the answer.
	Do(ctx context.Context, r machine.Request) (machine.Answer, error)
}

// Place locates a machine for its own server and for the other servers.
type Place struct {
	Host         string // address for clients and for the other servers
	ClientPort   int
	QuorumPort   int
	ElectionPort int
	DataDir      string // snapshots, and myid
	DataLogDir   string // transaction logs
	ConfDir      string // the files of a launch
}

// Endpoint is an address to connect to.
type Endpoint struct {
	Addr string     // host:port
	From netip.Addr // address to connect from; the zero Addr leaves the choice to the kernel
}

// Dial connects to the endpoint.
func (e Endpoint) Dial(ctx context.Context) (net.Conn, error) {
	var d net.Dialer
	if e.From.IsValid() {
		d.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(e.From, 0))
	}
	return d.DialContext(ctx, "tcp", e.Addr)
}

// DialClient connects to the server of a machine as the clients of a scenario do.
func DialClient(ctx context.Context, m Machine) (net.Conn, error) {
	addr, err := m.ClientAddr(ctx)
	if err != nil {
		return nil, fmt.Errorf("find address: %w", err)
	}
	return Endpoint{Addr: addr}.Dial(ctx)
}

// DialHarness connects to the server of a machine as the harness itself does.
func DialHarness(ctx context.Context, m Machine) (net.Conn, error) {
	e, err := m.HarnessEndpoint(ctx)
	if err != nil {
		return nil, fmt.Errorf("find address: %w", err)
	}
	return e.Dial(ctx)
}

// Launch configures the start of a server's process. All files are text.
type Launch struct {
	Release    string
	Files      map[string]string // of the configuration folder, by name: zoo.cfg, logback.xml, ...
	Rewrite    bool              // write also the files that have the content of the last launch, which the server may have changed since
	MyID       string            // content of the file myid in the data folder; "" writes none
	JVMOptions []string          // heap, system properties
	// Main names the Java class to start with the path of zoo.cfg, which needs
	// CanControl; "" starts ZooKeeper's own, QuorumPeerMain.
	Main string
}

// Process is one life of a server, from its start to its exit.
type Process interface {
	// Kill sends SIGKILL. It does not wait for the exit, and succeeds after it.
	Kill(ctx context.Context) error
	// Stop sends SIGTERM. It does not wait for the exit, and succeeds after it.
	Stop(ctx context.Context) error
	// Wait blocks until the process has exited. It fails when ctx ends first or the
	// exit cannot be known any more.
	Wait(ctx context.Context) (Exit, error)
	// Logs reads what the process has printed since its start, and follows it until
	// its exit. The caller closes it.
	Logs(ctx context.Context) (io.ReadCloser, error)
	// Interference returns what others than this program have done to the process,
	// such as stopping it, as far as the runtime notices; nil if nothing. A process
	// that ended by a signal is not reported as such: Wait returns the signal.
	Interference(ctx context.Context) error
}

// Pauser is a Process that can be paused (CanPause). Both methods return a receipt:
// the state that the kernel or the container engine reported afterwards.
type Pauser interface {
	Pause(ctx context.Context) (receipt string, err error)
	Resume(ctx context.Context) (receipt string, err error)
}

// Commander is a Process next to which a command can run, with the same files,
// network and programs.
type Commander interface {
	// Command runs a program and waits for its end. It returns an error when the
	// program could not be started or ctx ended; the program's own exit code is in
	// the output.
	Command(ctx context.Context, args []string) (Output, error)
}

// Output holds the exit code of a command and what it printed, both streams in the
// order in which they came.
type Output struct {
	Code int
	Text string
}

// Exit describes how a process ended: by itself, or by a signal.
type Exit struct {
	Code   int
	Signal string // the signal's name, such as Killed; "" when it exited by itself
}

// The names of the signals by which a runtime ends processes.
const (
	Killed     = "killed"     // SIGKILL
	Terminated = "terminated" // SIGTERM
)

// signalNames has the names of signals by the numbers that Linux gives them, wherever this
// program runs (signal(7)).
var signalNames = map[int]string{
	1: "hangup", 2: "interrupt", 3: "quit", 4: "illegal instruction", 6: "aborted", 7: "bus error", 8: "floating point exception",
	9: Killed, 11: "segmentation fault", 13: "broken pipe", 14: "alarm clock", 15: Terminated,
}

// An exit code above signalBase is that plus the number of a signal: of one that the
// process did not handle (wait(2), and shells alike), or of SIGHUP, SIGINT or SIGTERM,
// after which a JVM runs its shutdown hooks and exits with such a code. No release of
// ZooKeeper exits with one by itself (ExitCode: 0 to 14; -1 is 255).
const (
	signalBase  = 128
	mostSignals = 64
)

// ExitBySignal returns the exit of a process that a signal has ended, by its number.
func ExitBySignal(n int) Exit {
	name, ok := signalNames[n]
	if !ok {
		name = strconv.Itoa(n)
	}
	return Exit{Code: signalBase + n, Signal: name}
}

// ExitOf returns the exit with a code.
func ExitOf(code int) Exit {
	if n := code - signalBase; n > 0 && n <= mostSignals {
		return ExitBySignal(n)
	}
	return Exit{Code: code}
}

// String describes the exit as part of a sentence: "with exit code 1".
func (e Exit) String() string {
	if e.Signal != "" {
		return "by signal " + e.Signal
	}
	return fmt.Sprintf("with exit code %d", e.Code)
}
