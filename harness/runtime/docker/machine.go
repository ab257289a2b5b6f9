package docker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Paths and user of the official image.
const (
	confDir = "/conf"
	dataDir = "/data"
	logDir  = "/datalog"
	ownDir  = "/logs"

	serverUser = 1000
)

const (
	clientPort   = agent.ClientPort
	quorumPort   = 2888
	electionPort = 3888
	// memoryLimit keeps a faulty server from using up the memory of the computer, in bytes.
	memoryLimit = 768 << 20
)

// The published ports: for clients, and for the harness itself.
var (
	publishedPort = network.MustParsePort(strconv.Itoa(clientPort) + "/tcp")
	relayPort     = network.MustParsePort(strconv.Itoa(agent.RelayPort) + "/tcp")
)

// machine is a container with an address and disks, which are volumes.
type machine struct {
	ens  *ensemble
	id   int
	box  testcontainers.Container
	host string // its address on the run's network

	sizes map[string]*spec.Disk // of the disks of a given size, by mount point

	mu      sync.Mutex
	lives   int
	current *process
	written map[string]string // content of the files at the last launch; the server may have changed them since
}

var _ runtime.Machine = (*machine)(nil)

func (m *machine) labels(role string) map[string]string {
	l := m.ens.labels()
	l[labelServer], l[labelRole] = strconv.Itoa(m.id), role
	return l
}

// boot creates and starts the machine's container.
func (m *machine) boot(ctx context.Context, image string) error {
	err := m.ens.create(ctx, func(ctx context.Context) error {
		box, err := m.ens.eng.provider.CreateContainer(ctx, m.request(image))
		if err != nil {
			return err
		}
		m.box = box
		if err := box.Start(ctx); err != nil {
			return err
		}
		m.host, err = box.ContainerIP(ctx)
		return errors.Join(err, m.trouble(ctx))
	})
	if err != nil {
		return fmt.Errorf("boot machine of server %d: %w", m.id, err)
	}
	return nil
}

// trouble returns why the machine's container does not run; nil when it runs.
func (m *machine) trouble(ctx context.Context) error {
	state, err := m.box.State(ctx)
	if err != nil || state.Running {
		return err
	}
	var printed bytes.Buffer
	raw, err := m.ens.eng.client.ContainerLogs(ctx, m.box.GetContainerID(), client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true})
	if err == nil {
		_, err = stdcopy.StdCopy(&printed, &printed, raw)
		err = errors.Join(err, raw.Close())
	}
	ended := fmt.Errorf("its machine's container ended with code %d: %s", state.ExitCode, strings.TrimSpace(printed.String()))
	return errors.Join(ended, err)
}

func (m *machine) request(image string) testcontainers.ContainerRequest {
	published := network.PortBinding{} // on all addresses, for an engine on another machine
	if ip, err := netip.ParseAddr(m.ens.eng.host); err == nil && ip.IsLoopback() {
		published.HostIP = ip
	}
	return testcontainers.ContainerRequest{
		Image:        image,
		Name:         m.ens.name("-machine-" + strconv.Itoa(m.id)),
		Labels:       m.labels(roleMachine),
		Networks:     []string{m.ens.name("")},
		ExposedPorts: []string{publishedPort.String(), relayPort.String()},
		ConfigModifier: func(c *container.Config) {
			c.Volumes = map[string]struct{}{confDir: {}, dataDir: {}, logDir: {}, ownDir: {}}
			for place := range m.sizes {
				delete(c.Volumes, place)
			}
		},
		HostConfigModifier: func(h *container.HostConfig) {
			h.PortBindings = network.PortMap{publishedPort: {published}, relayPort: {published}}
			h.CapAdd = []string{"NET_ADMIN"}
			h.Mounts = m.disks()
			h.RestartPolicy.Name = container.RestartPolicyDisabled
		},
	}
}

// ID implements runtime.Machine.
func (m *machine) ID() int { return m.id }

// Place implements runtime.Machine.
func (m *machine) Place() runtime.Place {
	return runtime.Place{
		Host: m.host, ClientPort: clientPort, QuorumPort: quorumPort, ElectionPort: electionPort,
		DataDir: dataDir, DataLogDir: logDir, ConfDir: confDir,
	}
}

// ClientAddr implements runtime.Machine.
func (m *machine) ClientAddr(ctx context.Context) (string, error) {
	return m.published(ctx, publishedPort)
}

// HarnessEndpoint implements runtime.Machine. The relay of the machine connects to the
// server, from addresses within its container.
func (m *machine) HarnessEndpoint(ctx context.Context) (runtime.Endpoint, error) {
	addr, err := m.published(ctx, relayPort)
	return runtime.Endpoint{Addr: addr}, err
}

// published returns host:port at which the engine publishes a port of the machine.
func (m *machine) published(ctx context.Context, port network.Port) (string, error) {
	info, err := m.box.Inspect(ctx)
	if err != nil {
		return "", fmt.Errorf("find the port of server %d: %w", m.id, err)
	}
	for _, b := range info.NetworkSettings.Ports[port] {
		return net.JoinHostPort(m.ens.eng.host, b.HostPort), nil
	}
	return "", fmt.Errorf("find the port of server %d: its machine publishes none", m.id)
}

// Start implements runtime.Machine.
func (m *machine) Start(ctx context.Context, l runtime.Launch) (runtime.Process, error) {
	p, err := m.start(ctx, l)
	if err != nil {
		return nil, fmt.Errorf("start server %d: %w", m.id, err)
	}
	return p, nil
}

func (m *machine) start(ctx context.Context, l runtime.Launch) (*process, error) {
	image, err := m.ens.imageOf(ctx, l.Release)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.current != nil && !m.current.gone() {
		return nil, errors.New("it runs already")
	}
	request, err := m.serverRequest(ctx, image, l)
	if err != nil {
		return nil, err
	}
	err = m.ens.create(ctx, func(ctx context.Context) error {
		box, err := m.ens.eng.provider.CreateContainer(ctx, request)
		if err != nil {
			return err
		}
		if err := m.write(ctx, l); err != nil {
			return err
		}
		if l.Main != "" {
			if err := m.ens.eng.putLauncher(ctx, box.GetContainerID()); err != nil {
				return err
			}
		}
		if err := box.Start(ctx); err != nil {
			return errors.Join(err, m.trouble(ctx))
		}
		m.current = newProcess(m, box)
		return nil
	})
	return m.current, err
}

// serverRequest describes the container of the next life. Each life has its own, so
// that requests about an ended life never reach the next one.
func (m *machine) serverRequest(ctx context.Context, image string, l runtime.Launch) (testcontainers.ContainerRequest, error) {
	flags := append(release.JVMFlags(), l.JVMOptions...)
	for _, f := range flags {
		if strings.ContainsAny(f, " \t\n") {
			return testcontainers.ContainerRequest{}, fmt.Errorf("the JVM option %q contains a space, at which the image's script would split it", f)
		}
	}
	// Not SERVER_JVMFLAGS: old releases ignore it, and new ones put it before their own heap size.
	environment := map[string]string{"JVMFLAGS": strings.Join(flags, " ")}
	if l.Main != "" {
		other, err := m.ens.eng.mainEnvironment(ctx, image, l.Main)
		if err != nil {
			return testcontainers.ContainerRequest{}, err
		}
		maps.Copy(environment, other)
	}
	m.lives++
	box := m.box.GetContainerID()
	return testcontainers.ContainerRequest{
		Image:  image,
		Name:   m.ens.name(fmt.Sprintf("-server-%d-life-%d", m.id, m.lives)),
		Labels: m.labels(roleServer),
		Env:    environment,
		HostConfigModifier: func(h *container.HostConfig) {
			h.NetworkMode = container.NetworkMode("container:" + box)
			h.VolumesFrom = []string{box}
			h.Memory = m.memory()
			h.RestartPolicy.Name = container.RestartPolicyDisabled
			h.LogConfig.Type = "json-file" // not the engine's default, which may keep logs where they cannot be read
		},
	}, nil
}

// write puts the launch's files on the machine's disks. A file with the same content
// as in the last launch is left as the server left it, unless the launch rewrites it.
func (m *machine) write(ctx context.Context, l runtime.Launch) error {
	files := []tarFile{{name: confDir + "/", mode: 0o755, owner: serverUser}}
	for _, name := range slices.Sorted(maps.Keys(l.Files)) {
		if old, ok := m.written[name]; !ok || old != l.Files[name] || l.Rewrite {
			files = append(files, tarFile{name: confDir + "/" + name, mode: 0o644, owner: serverUser, content: []byte(l.Files[name])})
		}
	}
	if l.MyID != "" {
		files = append(files, tarFile{name: dataDir + "/myid", mode: 0o644, owner: serverUser, content: []byte(l.MyID)})
	}
	archive, err := tarOf(files...)
	if err != nil {
		return err
	}
	_, err = m.ens.eng.client.CopyToContainer(ctx, m.box.GetContainerID(),
		client.CopyToContainerOptions{DestinationPath: "/", Content: bytes.NewReader(archive)})
	if err != nil {
		return fmt.Errorf("write files: %w", err)
	}
	m.written = l.Files
	return nil
}
