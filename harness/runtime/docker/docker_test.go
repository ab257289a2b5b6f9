package docker

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/client"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/conformance"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// needDocker skips a test only when ZKSCENARIO_DOCKER=0 excludes Docker.
func needDocker(t *testing.T) {
	t.Helper()
	if os.Getenv("ZKSCENARIO_DOCKER") == "0" {
		t.Skip("ZKSCENARIO_DOCKER=0 excludes Docker")
	}
	assert.NilError(t, New(Options{}).Available(t.Context()))
}

func suite(release string) conformance.Suite {
	return conformance.Suite{
		Runtime:   New(Options{}),
		Release:   release,
		RunID:     func(e runtime.Ensemble) string { return e.(*ensemble).lease.ID },
		Leftovers: leftovers,
	}
}

// leftovers lists a run's objects. Of volumes it finds those of a given size; others have
// no label.
func leftovers(t *testing.T, run string) (left []string) {
	t.Helper()
	eng, err := connect(t.Context())
	assert.NilError(t, err)
	label := client.Filters{}.Add("label", labelRun+"="+run)
	containers, err := eng.client.ContainerList(t.Context(), client.ContainerListOptions{All: true, Filters: label})
	assert.NilError(t, err)
	for _, c := range containers.Items {
		left = append(left, describe(c))
	}
	networks, err := eng.client.NetworkList(t.Context(), client.NetworkListOptions{Filters: label})
	assert.NilError(t, err)
	for _, n := range networks.Items {
		left = append(left, n.Name)
	}
	volumes, err := eng.client.VolumeList(t.Context(), client.VolumeListOptions{Filters: label})
	assert.NilError(t, err)
	for _, v := range volumes.Items {
		left = append(left, v.Name)
	}
	dir := filepath.Join(os.TempDir(), "zkscenario-"+strconv.Itoa(os.Getuid()), run)
	if _, err := os.Stat(dir); err == nil {
		left = append(left, dir)
	}
	return left
}

func TestMain(m *testing.M) { conformance.Main(m, suite("3.9.5")) }

func TestRuntime(t *testing.T) {
	needDocker(t)
	for _, release := range []string{"3.4.14", "3.5.0-alpha", "3.9.5"} {
		t.Run(release, func(t *testing.T) { conformance.Run(t, suite(release)) })
	}
}

func TestMachines(t *testing.T) {
	needDocker(t)
	conformance.Machines(t, suite("3.9.5"))
}

func TestSweepRemovesWhatADeadRunLeft(t *testing.T) {
	needDocker(t)
	conformance.Sweep(t, suite("3.9.5"))
}

func TestSweepLeavesTheFoldersOfLocalRuns(t *testing.T) {
	needDocker(t)
	t.Setenv("TMPDIR", t.TempDir())
	root := filepath.Join(os.TempDir(), "zkscenario-"+strconv.Itoa(os.Getuid()))
	local, docker := filepath.Join(root, "local-120000-gone"), filepath.Join(root, "docker-120000-gone")
	for _, dir := range []string{local, docker} {
		assert.NilError(t, os.MkdirAll(dir, 0o700))
		assert.NilError(t, os.WriteFile(filepath.Join(dir, "lock"), nil, 0o600))
	}
	swept, err := New(Options{}).Sweep(t.Context())
	assert.NilError(t, err)
	assert.Assert(t, slices.Contains(swept, "folder "+docker), swept)
	left, err := filepath.Glob(filepath.Join(root, "*"))
	assert.NilError(t, err)
	assert.DeepEqual(t, left, []string{local}) // its servers may be alive
}

func TestMachineThatDoesNotRunIsReported(t *testing.T) {
	needDocker(t)
	e := boot(t, New(Options{}))
	m := e.machines[0]
	_, err := e.eng.client.ContainerKill(t.Context(), m.box.GetContainerID(), client.ContainerKillOptions{})
	assert.NilError(t, err)
	_, err = m.Start(t.Context(), runtime.Launch{Release: "3.9.5"})
	assert.ErrorContains(t, err, "its machine's container ended with code 137")
}

func TestMyIDIsWrittenAsItIs(t *testing.T) {
	needDocker(t)
	m := boot(t, New(Options{})).machines[0]
	assert.NilError(t, m.write(t.Context(), runtime.Launch{MyID: "1\n"}))
	file, err := m.box.CopyFileFromContainer(t.Context(), dataDir+"/myid")
	assert.NilError(t, err)
	defer file.Close()
	text, err := io.ReadAll(file)
	assert.NilError(t, err)
	assert.Equal(t, string(text), "1\n")
}

func TestVolumesGoWithTheRun(t *testing.T) {
	needDocker(t)
	e := boot(t, New(Options{}))
	m := e.machines[0]
	info, err := m.box.Inspect(t.Context())
	assert.NilError(t, err)
	assert.Equal(t, len(info.Mounts), 4)
	assert.NilError(t, e.Close(t.Context()))
	for _, mount := range info.Mounts {
		_, err := e.eng.client.VolumeInspect(t.Context(), mount.Name, client.VolumeInspectOptions{})
		assert.Assert(t, errdefs.IsNotFound(err), "volume of %s is left: %v", mount.Destination, err)
	}
}

func TestSizedDisksGoWithTheRun(t *testing.T) {
	needDocker(t)
	written := oneServer("3.9.5")
	written.Servers[0].DataDisk, written.Servers[0].LogDisk = &spec.Disk{Inodes: 20}, &spec.Disk{Bytes: 1 << 20}
	e := bootWritten(t, New(Options{}), written)
	m := e.machines[0]
	for place, want := range map[string]agent.Space{dataDir: {Inodes: 20}, logDir: {Size: 1 << 20}} {
		answer, err := m.Do(t.Context(), agent.Request{Op: agent.OpSpace, Path: place})
		assert.NilError(t, err)
		assert.Equal(t, answer.Error, "")
		assert.Equal(t, answer.Space.Type, "tmpfs")
		assert.Assert(t, want.Size == 0 || answer.Space.Size == want.Size, "%+v", answer.Space)
		assert.Assert(t, want.Inodes == 0 || answer.Space.Inodes == want.Inodes, "%+v", answer.Space)
	}
	assert.Equal(t, m.memory(), int64(memoryLimit+1<<20))
	// Close also removes a volume without a container.
	_, err := e.eng.client.VolumeCreate(t.Context(), client.VolumeCreateOptions{Name: e.name("-orphan"), Labels: e.labels()})
	assert.NilError(t, err)
	assert.Assert(t, slices.Contains(leftovers(t, e.lease.ID), e.name("-orphan")))
	assert.NilError(t, e.Close(t.Context()))
	assert.DeepEqual(t, leftovers(t, e.lease.ID), []string(nil))
}

// programs counts the processes in a machine's container.
func programs(t *testing.T, m *machine) int {
	t.Helper()
	top, err := m.ens.eng.client.ContainerTop(t.Context(), m.box.GetContainerID(), client.ContainerTopOptions{})
	assert.NilError(t, err)
	return len(top.Processes)
}

func awaitPrograms(t *testing.T, m *machine, want int) {
	t.Helper()
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		if n := programs(t, m); n != want {
			return poll.Continue("%d programs run", n)
		}
		return poll.Success()
	})
}

func TestCanceledRequestEndsInTheMachine(t *testing.T) {
	needDocker(t)
	m := boot(t, New(Options{})).machines[0]
	_, err := m.Do(t.Context(), agent.Request{Op: agent.OpDrop, Drops: []agent.Drop{{Direction: agent.Out}}})
	assert.NilError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan error)
	go func() {
		_, err := m.Do(ctx, agent.Request{Op: agent.OpWeb, URL: "http://192.0.2.1/"}) // an address of no host (RFC 5737)
		done <- err
	}()
	awaitPrograms(t, m, 2)
	cancel(errors.New("enough"))
	assert.ErrorContains(t, <-done, "enough")
	awaitPrograms(t, m, 1)
}

func TestServerThatUsesTooMuchMemoryIsAnError(t *testing.T) {
	needDocker(t)
	e := boot(t, New(Options{}))
	p, err := e.machines[0].Start(t.Context(), runtime.Launch{
		Release:    "3.9.5",
		Files:      map[string]string{"zoo.cfg": "dataDir=/data\nclientPort=2181\nadmin.enableServer=false\n"},
		JVMOptions: []string{"-Xms1500m", "-Xmx1500m", "-XX:+AlwaysPreTouch"},
	})
	assert.NilError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err = p.Wait(ctx)
	assert.ErrorContains(t, err, "used more than 768 MB")
}

func TestOptionWithASpaceIsRefused(t *testing.T) {
	needDocker(t)
	e := boot(t, New(Options{}))
	_, err := e.machines[0].Start(t.Context(), runtime.Launch{Release: "3.9.5", JVMOptions: []string{"-Da=b c"}})
	assert.ErrorContains(t, err, "contains a space")
}

func TestMissingImageOfTheUserIsAnError(t *testing.T) {
	needDocker(t)
	rt := New(Options{Image: "zkscenario/no-such-image:{release}"})
	e, err := rt.Boot(t.Context(), oneServer("3.9.5"), nil)
	assert.ErrorContains(t, err, "pull image zkscenario/no-such-image:3.9.5")
	assert.NilError(t, e.Close(t.Context()))
	assert.DeepEqual(t, leftovers(t, e.(*ensemble).lease.ID), []string(nil))
}

func oneServer(release string) *spec.Ensemble {
	return &spec.Ensemble{Release: release, Servers: []spec.Server{{ID: 1, Release: release}}}
}

func boot(t *testing.T, rt *Runtime) *ensemble {
	t.Helper()
	return bootWritten(t, rt, oneServer("3.9.5"))
}

func bootWritten(t *testing.T, rt *Runtime, written *spec.Ensemble) *ensemble {
	t.Helper()
	e, err := rt.Boot(t.Context(), written, nil)
	if e != nil {
		t.Cleanup(func() { assert.NilError(t, e.Close(context.Background())) })
	}
	assert.NilError(t, err)
	return e.(*ensemble)
}

// An image that is the same for every release is used for one release only.
func TestImageFor(t *testing.T) {
	for _, c := range []struct{ image, release, want string }{
		{"", "3.9.5", DefaultImage},
		{"mine", "3.9.5", "mine"},
		{"mine", "3.9.4", DefaultImage},
		{"mine:{release}", "3.9.4", "mine:{release}"},
	} {
		rt := New(Options{Image: c.image, Release: "3.9.5"})
		assert.Equal(t, rt.opts.imageFor(c.release), c.want, "%+v", c)
	}
}

func TestImageNeedsTheReleaseThatItStandsFor(t *testing.T) {
	err := New(Options{Image: "mine"}).Available(t.Context())
	assert.ErrorContains(t, err, "stands for one release only")
}
