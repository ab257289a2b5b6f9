package harness

import (
	"context"
	"fmt"
	"path"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// filler is the file that takes the room on a full disk. It lies beside
// ZooKeeper's files, where no release looks.
const filler = "zkscenario-filler"

// A file system hands out whole pages, and may have some more of them than asked for.
const (
	page      = 4096
	sizeSlack = 16 * page
)

// FillDisk leaves only some bytes free on a disk whose size the ensemble declares.
// The receipt is the free space that the kernel reports.
func (env *Env) FillDisk(ctx context.Context, id int, d spec.DiskName, leave int64) error {
	s, err := env.Server(id)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("fill the %s disk of server %d", d, id)
	before, err := env.sized(ctx, s, d)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if before.Free < leave {
		return verdict.Inconclusive("%s: only %d bytes are free, fewer than the %d that are to be left", what, before.Free, leave)
	}
	if _, err := s.ask(ctx, machine.Request{Op: machine.OpFill, Path: path.Join(s.root(d), filler), Size: leave}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	after, err := s.space(ctx, d)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if after.Free > leave+page {
		return verdict.Inconclusive("%s: no receipt: %d bytes are free, more than the %d that were to be left", what, after.Free, leave)
	}
	s.fault(what, fmt.Sprintf("of %d bytes %d were free, now %d are", after.Size, before.Free, after.Free))
	return nil
}

// FreeDisk gives back what FillDisk has taken.
func (env *Env) FreeDisk(ctx context.Context, id int, d spec.DiskName) error {
	s, err := env.Server(id)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("free the %s disk of server %d", d, id)
	before, err := env.sized(ctx, s, d)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	at := path.Join(s.root(d), filler)
	there, err := s.hasFiller(ctx, d)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", what, err)
	case !there:
		return verdict.Inconclusive("%s: it was not filled", what)
	}
	if _, err := s.ask(ctx, machine.Request{Op: machine.OpRemove, Path: at}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	after, err := s.space(ctx, d)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if there, err := s.hasFiller(ctx, d); err != nil || there {
		return fmt.Errorf("%s: %w", what, orMissing(err, "what filled it is still there"))
	}
	s.fault(what, fmt.Sprintf("of %d bytes %d were free, now %d are", after.Size, before.Free, after.Free))
	return nil
}

func (s *Server) hasFiller(ctx context.Context, d spec.DiskName) (bool, error) {
	a, err := s.ask(ctx, machine.Request{Op: machine.OpList, Path: s.root(d)})
	_, there := pick(a.Files, filler)
	return there, err
}

// sized demands that the disk is a file system of its own, of about the size that
// the ensemble declares: nobody wants the machine's own disk to be filled.
func (env *Env) sized(ctx context.Context, s *Server, d spec.DiskName) (machine.Space, error) {
	written, now := env.Scenario.Ensemble.Server(s.ID), s.Spec()
	declared := d.SizeOf(written)
	if declared == nil || declared.Bytes == 0 {
		return machine.Space{}, verdict.Inconclusive("the ensemble declares no size for it")
	}
	if swapsFolders(s.ensemble, written) != swapsFolders(s.ensemble, &now) {
		return machine.Space{}, verdict.Inconclusive("since the server was changed it has its files in the other folder (ZOOKEEPER-2960), and the size stays where it was")
	}
	space, err := s.space(ctx, d)
	if err != nil {
		return machine.Space{}, err
	}
	if space.Type != "tmpfs" || space.Size < declared.Bytes-sizeSlack || space.Size > declared.Bytes+sizeSlack {
		return machine.Space{}, fmt.Errorf("it should be a tmpfs of %d bytes, but is %s of %d", declared.Bytes, space.Type, space.Size)
	}
	return space, nil
}

func (s *Server) space(ctx context.Context, d spec.DiskName) (machine.Space, error) {
	a, err := s.ask(ctx, machine.Request{Op: machine.OpSpace, Path: s.root(d)})
	if err == nil && a.Space == nil {
		err = fmt.Errorf("machine of server %d: it does not say how much room %s has", s.ID, s.root(d))
	}
	if err != nil {
		return machine.Space{}, err
	}
	return *a.Space, nil
}
