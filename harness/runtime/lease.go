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

// Lease is a run's claim on this machine: a temporary folder whose lock the run
// holds as long as its process lives. Whoever gets the lock knows that the run
// is dead and may remove what it left behind.
type Lease struct {
	ID  string // unique on this machine
	Dir string // temporary folder of the run, removed by Release
	// lock is released by the kernel when the process dies, however it dies.
	lock *flock.Flock
}

const lockName = "lock"

// leaseRoot is where this user's leases are.
func leaseRoot() string {
	return filepath.Join(os.TempDir(), "zkscenario-"+strconv.Itoa(os.Getuid()))
}

// NewLease claims a new run id for a runtime, which alone can tidy up after the run.
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
		// A sweep of another process saw the new file before it was locked.
		if err := os.RemoveAll(dir); err != nil {
			return nil, fmt.Errorf("remove folder of run: %w", err)
		}
	}
}

func leaseIn(dir string, flag int) *Lease {
	return &Lease{ID: filepath.Base(dir), Dir: dir, lock: flock.New(filepath.Join(dir, lockName), flock.SetFlag(flag))}
}

// tryLock is false also when the file was removed while it was being locked.
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

// Owner names this machine and its folder of leases in labels. On an engine that
// many machines share, a sweep touches only what it can tell to be dead.
func Owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + ":" + leaseRoot()
}

// Release removes the folder and gives the lock back. It is safe to call twice.
// The lock goes last: whoever is killed on the way leaves a lease to be found dead.
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

// Alive tells whether the run with this id still has a process on this machine.
func Alive(id string) bool {
	// Nothing is created: the run may be removing its folder right now.
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

// LeaseLost tells whether the folder of a run has lost its lock, as when somebody
// cleared the temporary folder. No run that lives has.
func LeaseLost(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, lockName))
	return errors.Is(err, os.ErrNotExist)
}

// DeadLeases takes over the leases of a runtime's runs whose process is gone. The
// caller removes what those runs left behind and then releases them.
func DeadLeases(runtime string) ([]*Lease, error) {
	dirs, err := filepath.Glob(filepath.Join(leaseRoot(), runtime+"-*"))
	if err != nil {
		return nil, fmt.Errorf("look for dead runs: %w", err)
	}
	var dead []*Lease
	for _, dir := range dirs {
		l := leaseIn(dir, os.O_RDWR)
		// A folder without the file is just being made, or just being removed.
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

// removeStale removes the empty folder of a run that was killed in the moment
// between making or removing its lock and its folder.
func removeStale(dir string) {
	if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > time.Minute {
		_ = os.Remove(dir) // only when it is empty
	}
}
