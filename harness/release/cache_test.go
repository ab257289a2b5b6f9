package release

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gotest.tools/v3/assert"
)

// testCache is a cache whose jars are made by the test.
type testCache struct {
	dir     string
	fetched int
	fail    error
	logged  []string
}

func (s *testCache) jars(t *testing.T) ([]string, error) {
	t.Helper()
	return jarsIn(t.Context(), s.dir, "3.9.5", s.logf, s.fetch)
}

func (s *testCache) logf(format string, args ...any) {
	s.logged = append(s.logged, fmt.Sprintf(format, args...))
}

func (s *testCache) fetch(_ context.Context, release, dir string) error {
	s.fetched++
	if s.fail != nil {
		return s.fail
	}
	for _, name := range []string{"zookeeper-" + release + ".jar", "slf4j-api.jar"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func TestJarsAreFetchedOnce(t *testing.T) {
	s := &testCache{dir: t.TempDir()}
	first, err := s.jars(t)
	assert.NilError(t, err)
	assert.Equal(t, len(first), 2)
	again, err := s.jars(t)
	assert.NilError(t, err)
	assert.DeepEqual(t, again, first)
	assert.Equal(t, s.fetched, 1)
}

func TestDamagedJarIsFetchedAgain(t *testing.T) {
	for name, damage := range map[string]func(jar string) error{
		"changed": func(jar string) error { return os.WriteFile(jar, []byte("rubbish"), 0o600) },
		"missing": os.Remove,
		"no list": func(jar string) error {
			return os.WriteFile(filepath.Join(filepath.Dir(jar), manifestName), []byte("rubbish"), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &testCache{dir: t.TempDir()}
			jars, err := s.jars(t)
			assert.NilError(t, err)
			assert.NilError(t, damage(jars[0]))
			again, err := s.jars(t)
			assert.NilError(t, err)
			assert.DeepEqual(t, again, jars)
			assert.Equal(t, s.fetched, 2)
			assert.Assert(t, strings.Contains(s.logged[1], "fetching ZooKeeper 3.9.5 again"), s.logged[1])
		})
	}
}

func TestDamagedJarThatCannotBeFetchedIsNamed(t *testing.T) {
	s := &testCache{dir: t.TempDir()}
	jars, err := s.jars(t)
	assert.NilError(t, err)
	assert.NilError(t, os.WriteFile(jars[0], []byte("rubbish"), 0o600))
	s.fail = errors.New("no space left on device")
	_, err = s.jars(t)
	assert.ErrorContains(t, err, jars[0])
	assert.ErrorContains(t, err, "no space left on device")
}

func TestFailedFetchLeavesNothing(t *testing.T) {
	s := &testCache{dir: t.TempDir(), fail: errors.New("no network")}
	_, err := s.jars(t)
	assert.ErrorContains(t, err, "fetch ZooKeeper 3.9.5: no network")
	left, err := filepath.Glob(filepath.Join(s.dir, "3.9.5*"))
	assert.NilError(t, err)
	assert.DeepEqual(t, left, []string{filepath.Join(s.dir, "3.9.5.lock")})
}

func TestOneOfManyRunsFetches(t *testing.T) {
	s := &testCache{dir: t.TempDir()}
	var runs sync.WaitGroup
	for range 4 {
		runs.Go(func() {
			_, err := s.jars(t)
			assert.Check(t, err)
		})
	}
	runs.Wait()
	assert.Equal(t, s.fetched, 1)
}

func TestJarsByMaven(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	jars, err := Jars(t.Context(), "3.4.14", t.Logf)
	assert.NilError(t, err)
	assert.Assert(t, strings.Contains(Classpath(jars...), "zookeeper-3.4.14.jar"))
	_, err = Jars(t.Context(), "3.4.99", t.Logf)
	assert.ErrorContains(t, err, "zookeeper:jar:3.4.99")
}
