package runtime

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"
)

// Lease marks what a run owns on this machine: a temporary folder whose lock the run
// holds as long as its process lives. A process that gets the lock may remove what the
// run left behind, since the run is dead.
type Lease struct {
	ID  string // unique on this machine
	Dir string // temporary folder of the run, removed by Release
	// lock is released by the kernel when the process dies, however it dies.
	lock *flock.Flock
}

const lockName = "lock"

// leaseRoot returns the folder of this user's leases.
func leaseRoot() string {
	return filepath.Join(os.TempDir(), "zkscenario-"+strconv.Itoa(os.Getuid()))
}

// NewLease makes a lease with a new run id. Its prefix is the runtime's name, since only
// that runtime can remove what the run leaves.
func NewLease(runtime string) (*Lease, error) {
	if err := os.MkdirAll(leaseRoot(), 0o700); err != nil {
		return nil, fmt.Errorf("make folder for runs: %w", err)
	}
	for {
		dir, err := os.MkdirTemp(leaseRoot(), runtime+time.Now().Format("-150405-"))
		if err != nil {
			return nil, fmt.Errorf("make folder of run: %w", err)
		}
		l := leaseIn(dir, os.O_CREATE|os.O_RDWR)
		locked, err := l.tryLock()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("lock run: %w", err), os.RemoveAll(dir))
		}
		if locked {
			return l, nil
		}
		// A sweep of another process found the new file before it was locked.
		if err := os.RemoveAll(dir); err != nil {
			return nil, fmt.Errorf("remove folder of run: %w", err)
		}
	}
}

func leaseIn(dir string, flag int) *Lease {
	return &Lease{ID: filepath.Base(dir), Dir: dir, lock: flock.New(filepath.Join(dir, lockName), flock.SetFlag(flag))}
}

// tryLock also returns false when the file was removed while it was being locked.
func (l *Lease) tryLock() (bool, error) {
	if locked, err := l.lock.TryLock(); err != nil || !locked {
		return false, err
	}
	held, errHeld := l.lock.Stat()
	there, errThere := os.Stat(l.lock.Path())
	if errHeld == nil && errThere == nil && os.SameFile(held, there) {
		return true, nil
	}
	return false, l.lock.Unlock()
}

// Owner identifies this machine and its folder of leases, for labels. On an engine
// that many machines share, a sweep considers only runs whose leases it can check.
func Owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + ":" + leaseRoot()
}

// Release removes the folder and then the lock, so that a process that is killed in
// between leaves a lease that a sweep finds. It is safe to call twice.
func (l *Lease) Release() error {
	entries, err := os.ReadDir(l.Dir)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	errs := []error{err}
	for _, e := range entries {
		if e.Name() != lockName {
			errs = append(errs, os.RemoveAll(filepath.Join(l.Dir, e.Name())))
		}
	}
	return errors.Join(append(errs, os.RemoveAll(l.Dir), l.lock.Unlock())...)
}

// Alive reports whether the run with this id still has a process on this machine.
func Alive(id string) bool {
	// Without O_CREATE: the run may be removing its folder at this time.
	l := flock.New(filepath.Join(leaseRoot(), id, lockName), flock.SetFlag(os.O_RDWR))
	free, err := l.TryRLock()
	if errors.Is(err, os.ErrNotExist) {
		return false
	}
	if err != nil || !free {
		return true
	}
	_ = l.Unlock()
	return false
}

// LeaseLost reports whether the lock of a run's folder is gone, as after the temporary
// folder was cleared. A run that is alive has its lock.
func LeaseLost(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, lockName))
	return errors.Is(err, os.ErrNotExist)
}

// DeadLeases locks and returns the leases of a runtime's runs whose process has ended.
// The caller removes what those runs left behind and then releases the leases.
func DeadLeases(runtime string) ([]*Lease, error) {
	dirs, err := filepath.Glob(filepath.Join(leaseRoot(), runtime+"-*"))
	if err != nil {
		return nil, fmt.Errorf("find dead runs: %w", err)
	}
	var dead []*Lease
	for _, dir := range dirs {
		l := leaseIn(dir, os.O_RDWR)
		// A folder without the file is being made or removed.
		free, err := l.tryLock()
		switch {
		case err == nil && free:
			dead = append(dead, l)
		case errors.Is(err, os.ErrNotExist):
			removeStale(dir)
		}
	}
	return dead, nil
}

// removeStale removes the empty folder of a run that was killed between making or
// removing its folder and its lock.
func removeStale(dir string) {
	if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > time.Minute {
		_ = os.Remove(dir) // fails unless it is empty
	}
}
