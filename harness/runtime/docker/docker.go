// Package docker runs servers on a Docker Engine. Each server has a machine
// container, which owns its address and its disks, and for each of its lives a
// server container, which shares both.
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

// DefaultImage is the image that servers run when the user names none.
const DefaultImage = "zookeeper:" + inPlace

// inPlace stands for the release in the name of an image.
const inPlace = "{release}"

// Options are what a user may choose.
type Options struct {
	Image   string               // image laid out like ZooKeeper's official one; {release} stands for the release
	Release string               // the release that an Image without {release} stands for; servers of another run DefaultImage
	Logf    func(string, ...any) // is told what takes long; nil discards it
}

// Fixed tells whether an image is the same for every release.
func Fixed(image string) bool { return !strings.Contains(image, inPlace) }

// imageFor is the image, still with its {release}, that servers of a release run.
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

// New makes the runtime. Nothing is connected or looked for yet.
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
		return errors.New("an image without {release} stands for one release only: say in Options.Release which")
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

// findImages gets hold of the images of all releases of the ensemble.
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

// imageOf returns the image of a release, found when it is asked for first.
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

// findServerImage takes the user's image if the engine has it, then one that was
// built here, then one that can be pulled, and builds one when all else fails.
func (eng *engine) findServerImage(ctx context.Context, opts Options, release string) (string, error) {
	named := opts.imageFor(release)
	image := strings.ReplaceAll(named, inPlace, release)
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
