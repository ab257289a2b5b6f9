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

// imageGrace is the age up to which an image is kept: another process may have made it
// and not used it yet.
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

// remove removes the containers, networks and volumes that have the label and belong to
// a selected run, and describes them. Servers are removed before the machines whose
// disks they use.
func (eng *engine) remove(ctx context.Context, label string, selected func(run string) bool) ([]string, error) {
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
			if c.Labels[labelRole] != role || !selected(c.Labels[labelRun]) {
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
	networks, errNetworks := eng.removeNetworks(ctx, label, selected)
	volumes, errVolumes := eng.removeVolumes(ctx, label, selected)
	return slices.Concat(swept, networks, volumes), errors.Join(append(errs, errNetworks, errVolumes)...)
}

func describe(c container.Summary) string {
	return fmt.Sprintf("%s container of server %s of run %s", c.Labels[labelRole], c.Labels[labelServer], c.Labels[labelRun])
}

// removeContainer tries again when the container ended between the engine's check and
// its kill: the first removal then fails ("Could not kill running container … is not
// running", daemon/delete.go of the engine).
func (eng *engine) removeContainer(ctx context.Context, id string) error {
	o := client.ContainerRemoveOptions{Force: true, RemoveVolumes: true}
	_, err := eng.client.ContainerRemove(ctx, id, o)
	if err != nil && eng.hasEnded(ctx, id) {
		_, err = eng.client.ContainerRemove(ctx, id, o)
	}
	if err != nil && !errdefs.IsNotFound(err) && !errdefs.IsConflict(err) { // conflict: another process is removing it
		return fmt.Errorf("remove container: %w", err)
	}
	return nil
}

func (eng *engine) hasEnded(ctx context.Context, id string) bool {
	c, err := eng.client.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	return err == nil && !c.Container.State.Running
}

func (eng *engine) removeNetworks(ctx context.Context, label string, selected func(run string) bool) ([]string, error) {
	all, err := eng.client.NetworkList(ctx, client.NetworkListOptions{Filters: client.Filters{}.Add("label", label)})
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	var swept []string
	var errs []error
	for _, n := range all.Items {
		if !selected(n.Labels[labelRun]) {
			continue
		}
		swept = append(swept, "network of run "+n.Labels[labelRun])
		if _, err := eng.client.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{}); err != nil && !errdefs.IsNotFound(err) {
			errs = append(errs, fmt.Errorf("remove network: %w", err))
		}
	}
	return swept, errors.Join(errs...)
}

// removeVolumes removes disks of a given size for which no container was made, and which
// so were removed with none.
func (eng *engine) removeVolumes(ctx context.Context, label string, selected func(run string) bool) ([]string, error) {
	all, err := eng.client.VolumeList(ctx, client.VolumeListOptions{Filters: client.Filters{}.Add("label", label)})
	if err != nil {
		return nil, fmt.Errorf("list volumes: %w", err)
	}
	var swept []string
	var errs []error
	for _, v := range all.Items {
		if !selected(v.Labels[labelRun]) {
			continue
		}
		swept = append(swept, "volume of run "+v.Labels[labelRun])
		if _, err := eng.client.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{}); err != nil && !errdefs.IsNotFound(err) &&
			!errdefs.IsConflict(err) { // conflict: another process is removing the container that uses it
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
		// The engine refuses to remove an image that a container uses.
		if _, err := eng.client.ImageRemove(ctx, i.ID, client.ImageRemoveOptions{}); err == nil {
			swept = append(swept, "image "+machineRepo+":"+i.Labels[labelMachine])
		}
	}
	return swept, nil
}
