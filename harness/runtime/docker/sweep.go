package docker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// imageGrace protects an image that another process has made and not used yet.
const imageGrace = time.Hour

// Sweep implements runtime.Runtime.
func (r *Runtime) Sweep(ctx context.Context) ([]string, error) {
	eng, err := r.connect(ctx)
	if err != nil {
		return nil, err
	}
	isDead := func(run string) bool { return !runtime.Alive(run) }
	swept, errObjects := eng.remove(ctx, labelOwner+"="+runtime.Owner(), isDead)
	images, errImages := eng.sweepImages(ctx)
	folders, errFolders := sweepFolders(r.Name())
	swept = append(append(swept, images...), folders...)
	return swept, errors.Join(errObjects, errImages, errFolders)
}

func sweepFolders(name string) (swept []string, err error) {
	dead, err := runtime.DeadLeases(name)
	errs := []error{err}
	for _, l := range dead {
		swept = append(swept, "folder "+l.Dir)
		errs = append(errs, l.Release())
	}
	return swept, errors.Join(errs...)
}

// remove removes the containers with the label whose run is to go, with their
// volumes, and then their networks. Servers go before the machines whose disks they use.
func (eng *engine) remove(ctx context.Context, label string, goes func(run string) bool) ([]string, error) {
	all, err := eng.client.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: client.Filters{}.Add("label", label)})
	if err != nil {
		return nil, fmt.Errorf("list containers: %w", err)
	}
	var mu sync.Mutex
	var swept []string
	var errs []error
	for _, role := range []string{roleServer, roleMachine} {
		var g errgroup.Group
		for _, c := range all.Items {
			if c.Labels[labelRole] != role || !goes(c.Labels[labelRun]) {
				continue
			}
			swept = append(swept, describe(c))
			g.Go(func() error {
				err := eng.removeContainer(ctx, c.ID)
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
				return nil
			})
		}
		_ = g.Wait() // errors are collected above
	}
	networks, errNetworks := eng.removeNetworks(ctx, label, goes)
	volumes, errVolumes := eng.removeVolumes(ctx, label, goes)
	return slices.Concat(swept, networks, volumes), errors.Join(append(errs, errNetworks, errVolumes)...)
}

func describe(c container.Summary) string {
	return fmt.Sprintf("%s container of server %s of run %s", c.Labels[labelRole], c.Labels[labelServer], c.Labels[labelRun])
}

// removeContainer asks once more where the container ended by itself between the
// engine's look at it and its kill: that fails the removal ("Could not kill running
// container … is not running", daemon/delete.go of the engine), and leaves nothing to kill.
func (eng *engine) removeContainer(ctx context.Context, id string) error {
	o := client.ContainerRemoveOptions{Force: true, RemoveVolumes: true}
	_, err := eng.client.ContainerRemove(ctx, id, o)
	if err != nil && eng.hasEnded(ctx, id) {
		_, err = eng.client.ContainerRemove(ctx, id, o)
	}
	if err != nil && !errdefs.IsNotFound(err) && !errdefs.IsConflict(err) { // conflict: somebody else is removing it
		return fmt.Errorf("remove container: %w", err)
	}
	return nil
}

func (eng *engine) hasEnded(ctx context.Context, id string) bool {
	c, err := eng.client.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	return err == nil && !c.Container.State.Running
}

func (eng *engine) removeNetworks(ctx context.Context, label string, goes func(run string) bool) ([]string, error) {
	all, err := eng.client.NetworkList(ctx, client.NetworkListOptions{Filters: client.Filters{}.Add("label", label)})
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	var swept []string
	var errs []error
	for _, n := range all.Items {
		if !goes(n.Labels[labelRun]) {
			continue
		}
		swept = append(swept, "network of run "+n.Labels[labelRun])
		if _, err := eng.client.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{}); err != nil && !errdefs.IsNotFound(err) {
			errs = append(errs, fmt.Errorf("remove network: %w", err))
		}
	}
	return swept, errors.Join(errs...)
}

// removeVolumes removes disks of a given size that no container took with it,
// since none was made for them.
func (eng *engine) removeVolumes(ctx context.Context, label string, goes func(run string) bool) ([]string, error) {
	all, err := eng.client.VolumeList(ctx, client.VolumeListOptions{Filters: client.Filters{}.Add("label", label)})
	if err != nil {
		return nil, fmt.Errorf("list volumes: %w", err)
	}
	var swept []string
	var errs []error
	for _, v := range all.Items {
		if !goes(v.Labels[labelRun]) {
			continue
		}
		swept = append(swept, "volume of run "+v.Labels[labelRun])
		if _, err := eng.client.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{}); err != nil && !errdefs.IsNotFound(err) &&
			!errdefs.IsConflict(err) { // conflict: a container uses it, which somebody else is removing
			errs = append(errs, fmt.Errorf("remove volume: %w", err))
		}
	}
	return swept, errors.Join(errs...)
}

// sweepImages removes machine images of other builds of this program.
func (eng *engine) sweepImages(ctx context.Context) ([]string, error) {
	all, err := eng.client.ImageList(ctx, client.ImageListOptions{Filters: client.Filters{}.Add("label", labelMachine)})
	if err != nil {
		return nil, fmt.Errorf("list images: %w", err)
	}
	newest := int64(0)
	for _, i := range all.Items {
		newest = max(newest, i.Created)
	}
	old := time.Now().Add(-imageGrace).Unix()
	var swept []string
	for _, i := range all.Items {
		if i.Created == newest || i.Created > old {
			continue
		}
		// An image that a container uses is refused, which is right.
		if _, err := eng.client.ImageRemove(ctx, i.ID, client.ImageRemoveOptions{}); err == nil {
			swept = append(swept, "image "+machineRepo+":"+i.Labels[labelMachine])
		}
	}
	return swept, nil
}
