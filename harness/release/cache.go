package release

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is the interval at which a run that waits for another one's download retries.
const lockPoll = 50 * time.Millisecond

// CacheDir returns the folder of this user's releases.
func CacheDir() (string, error) {
	root, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find cache folder: %w", err)
	}
	return filepath.Join(root, "zkscenario", "releases"), nil
}

// Jars returns the paths of the jars of a release, including ZooKeeper's own. It fetches them
// with Maven if the cache lacks them. Every file is verified; if one is damaged all are
// fetched again.
func Jars(ctx context.Context, release string, logf func(string, ...any)) (jars []string, err error) {
	dir, err := CacheDir()
	if err != nil {
		return nil, err
	}
	return jarsIn(ctx, dir, release, logf, fetch)
}

// fetcher copies the jars of a release into a folder.
type fetcher func(ctx context.Context, release, dir string) error

func jarsIn(ctx context.Context, cache, release string, logf func(string, ...any), get fetcher) (jars []string, err error) {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, fmt.Errorf("make cache folder: %w", err)
	}
	lock := flock.New(filepath.Join(cache, release+".lock"))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return nil, fmt.Errorf("lock jars of release %s: %w", release, err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()

	dir := filepath.Join(cache, release)
	jars, damage := verify(dir)
	if damage == nil {
		return jars, nil
	}
	if errors.Is(damage, errNoManifest) {
		logf("fetching ZooKeeper %s with Maven", release)
		damage = nil
	} else {
		logf("%v; fetching ZooKeeper %s again", damage, release)
	}
	if err := fill(ctx, dir, release, get); err != nil {
		return nil, errors.Join(damage, fmt.Errorf("fetch ZooKeeper %s: %w", release, err))
	}
	return verify(dir)
}

// fill creates dir with the release in one step, so that no process uses an incomplete one.
func fill(ctx context.Context, dir, release string, get fetcher) (err error) {
	part := dir + ".part"
	if err := os.RemoveAll(part); err != nil { // left by a process that was killed
		return fmt.Errorf("remove incomplete download: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(part)) }()
	if err := os.MkdirAll(part, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := get(ctx, release, part); err != nil {
		return err
	}
	if err := writeManifest(part); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove damaged jars: %w", err)
	}
	if err := os.Rename(part, dir); err != nil {
		return fmt.Errorf("move jars into cache: %w", err)
	}
	return nil
}

// Classpath joins jars and folders to a Java classpath.
func Classpath(entries ...string) string {
	return strings.Join(entries, string(os.PathListSeparator))
}
