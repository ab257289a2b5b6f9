// Package docker runs servers on a Docker Engine. Each server has a machine
// container, which owns its address and its disks and executes requests (package
// machine), and for each of its lives a server container, which shares both. Package
// release provides the jars of images that are built here.
package docker

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// DefaultImage is the image of servers when the user names none.
const DefaultImage = "zookeeper:" + placeholder

// placeholder stands for the release in the name of an image.
const placeholder = "{release}"

// Options holds the choices of a user.
type Options struct {
	Image   string               // laid out like ZooKeeper's official one; {release} stands for the release; "" is DefaultImage
	Release string               // the release that an Image without {release} stands for; servers of another release run DefaultImage
	Logf    func(string, ...any) // reports what takes long; nil discards the reports
}

// Fixed reports whether an image is the same for every release.
func Fixed(image string) bool { return !strings.Contains(image, placeholder) }

// imageFor returns the image of a release's servers, still with {release} in it.
func (o Options) imageFor(release string) string {
	if Fixed(o.Image) && release != o.Release {
		return DefaultImage
	}
	return o.Image
}

// Runtime runs servers in containers.
type Runtime struct {
	opts    Options
	connect func(context.Context) (*engine, error)
}

var _ runtime.Runtime = (*Runtime)(nil)

// New returns the runtime. It connects to no engine yet.
func New(opts Options) *Runtime {
	if opts.Image == "" {
		opts.Image = DefaultImage
	}
	if opts.Logf == nil {
		opts.Logf = func(string, ...any) {}
	}
	return &Runtime{opts: opts, connect: once(connect)}
}

// Name implements runtime.Runtime.
func (r *Runtime) Name() string { return "docker" }

// Capabilities implements runtime.Runtime.
func (*Runtime) Capabilities() map[runtime.Capability]string {
	return map[runtime.Capability]string{runtime.CanPause: "", runtime.CanCut: "", runtime.CanSize: "", runtime.CanControl: ""}
}

// Supports implements runtime.Runtime.
func (r *Runtime) Supports(c runtime.Capability) error {
	if _, can := r.Capabilities()[c]; !can {
		return fmt.Errorf("the %s runtime cannot %s", r.Name(), c)
	}
	return nil
}

// Available implements runtime.Runtime.
func (r *Runtime) Available(ctx context.Context) error {
	if Fixed(r.opts.Image) && r.opts.Release == "" {
		return errors.New("an image without {release} stands for one release only: name it in Options.Release")
	}
	_, err := r.connect(ctx)
	return err
}

// Boot implements runtime.Runtime.
func (r *Runtime) Boot(ctx context.Context, e *spec.Ensemble, _ []runtime.Capability) (runtime.Ensemble, error) {
	eng, err := r.connect(ctx)
	if err != nil {
		return nil, err
	}
	lease, err := runtime.NewLease(r.Name())
	if err != nil {
		return nil, err
	}
	ens := newEnsemble(r.opts, eng, lease)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return ens.bootMachines(gctx, e) })
	g.Go(func() error { return ens.findImages(gctx, e) })
	return ens, g.Wait()
}

// Releases implements runtime.Supplier.
func (*Runtime) Releases() []string { return release.Known() }

// findImages gets the images of all releases of the ensemble.
func (e *ensemble) findImages(ctx context.Context, written *spec.Ensemble) error {
	for _, name := range written.Releases() {
		if _, err := e.imageOf(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// bootMachines makes the network, and then all machines at once.
func (e *ensemble) bootMachines(ctx context.Context, written *spec.Ensemble) error {
	if err := e.createNetwork(ctx); err != nil {
		return err
	}
	image, err := e.eng.machineImage(ctx, e.lease.Dir)
	if err != nil {
		return err
	}
	e.machines = make([]*machine, len(written.Servers))
	for i, s := range written.Servers {
		e.machines[i] = &machine{ens: e, id: s.ID, sizes: sizes(s), written: map[string]string{}}
	}
	g, gctx := errgroup.WithContext(ctx)
	for _, m := range e.machines {
		g.Go(func() error { return m.boot(gctx, image) })
	}
	return g.Wait()
}

// imageOf returns the image of a release, which it gets at the first call.
func (e *ensemble) imageOf(ctx context.Context, release string) (string, error) {
	e.imagesMu.Lock()
	defer e.imagesMu.Unlock()
	if image, ok := e.images[release]; ok {
		return image, nil
	}
	image, err := e.eng.findServerImage(ctx, e.opts, release)
	if err != nil {
		return "", err
	}
	e.images[release] = image
	return image, nil
}

// findServerImage returns the image that the options name if the engine has it, else
// one that was built here before, else pulls the named one, else builds one.
func (eng *engine) findServerImage(ctx context.Context, opts Options, release string) (string, error) {
	named := opts.imageFor(release)
	image := strings.ReplaceAll(named, placeholder, release)
	if eng.hasImage(ctx, image) {
		return image, nil
	}
	own := serverImageTag(release)
	isDefault := named == DefaultImage
	if isDefault && eng.hasImage(ctx, own) {
		return own, nil
	}
	opts.Logf("pulling image %s", image)
	pullErr := eng.pull(ctx, image)
	if pullErr == nil {
		return image, nil
	}
	if !isDefault || ctx.Err() != nil {
		return "", pullErr
	}
	opts.Logf("image %s cannot be pulled; building %s instead", image, own)
	own, err := eng.buildServerImage(ctx, release, "", opts.Logf)
	if err != nil {
		return "", errors.Join(pullErr, fmt.Errorf("build image instead: %w", err))
	}
	return own, nil
}
