package persistence

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// realFiles returns files that servers wrote in runtime/local/disks_test.go, with the
// zeros at their ends shortened.
func realFiles(tb testing.TB, pattern string) map[string][]byte {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "real", pattern))
	assert.NilError(tb, err)
	assert.Assert(tb, len(names) > 0)
	files := map[string][]byte{}
	for _, name := range names {
		files[filepath.Base(name)], err = os.ReadFile(name)
		assert.NilError(tb, err)
	}
	return files
}

func seed(f *testing.F, pattern string, small []byte) {
	f.Helper()
	f.Add(small)
	for _, content := range realFiles(f, pattern) {
		f.Add(content)
	}
}

// A real file that is truncated or damaged anywhere is read without an error, or with an
// error that has a place.
func TestDamagedRealFiles(t *testing.T) {
	for name, whole := range realFiles(t, "*") {
		check := func(content []byte) error {
			if strings.Contains(name, "-log.") {
				return ReadLog(name, bytes.NewReader(content), func(txn Txn) error {
					_, err := txn.Record()
					return err
				})
			}
			_, err := ReadSnapshot(name, bytes.NewReader(content), nil)
			return err
		}
		assert.NilError(t, check(whole))
		for n := range whole {
			assertErrorPlace(t, check(whole[:n]), name, 1<<20)
			damaged := bytes.Clone(whole)
			damaged[n] ^= 0x10
			assertErrorPlace(t, check(damaged), name, 1<<20)
		}
	}
}

// Reading ends for files with any content, and every error has a place.
func FuzzLog(f *testing.F) {
	seed(f, "*-log.*", smallLog().Bytes())
	f.Fuzz(func(t *testing.T, content []byte) {
		err := ReadLog("log.1", bytes.NewReader(content), func(txn Txn) error {
			_, err := txn.Record()
			assert.Assert(t, err == nil || err.Error() != "")
			return nil
		})
		assertErrorPlace(t, err, "log.1", len(content))
	})
}

func FuzzSnapshot(f *testing.F) {
	seed(f, "*-snapshot.*", smallSnapshot().Bytes())
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, file := range []string{"snapshot.1", "snapshot.1.gz", "snapshot.1.snappy"} {
			_, err := ReadSnapshot(file, bytes.NewReader(content), nil)
			assertErrorPlace(t, err, file, 1<<40)
		}
	})
}

// assertErrorPlace asserts that an error, if there is one, has a place within the file.
func assertErrorPlace(t *testing.T, err error, file string, size int) {
	t.Helper()
	var at *Error
	if err == nil {
		return
	}
	assert.Assert(t, errors.As(err, &at), "%v", err)
	assert.Equal(t, at.File, file)
	assert.Assert(t, at.Offset >= 0 && at.Offset <= int64(size), "%v of %d bytes", err, size)
}
