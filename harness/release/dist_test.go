package release

import (
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
)

func tree(t *testing.T, files ...string) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "odd [name]")
	assert.NilError(t, os.MkdirAll(root, 0o700))
	for _, f := range files {
		name := filepath.Join(root, f)
		assert.NilError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		assert.NilError(t, os.WriteFile(name, nil, 0o600))
	}
	return root
}

func TestDist(t *testing.T) {
	for name, c := range map[string]struct{ files, want []string }{
		"distribution": {
			[]string{"lib/zookeeper-3.9.5.jar", "lib/zookeeper-jute-3.9.5.jar", "lib/slf4j.jar", "bin/zkServer.sh"},
			[]string{"lib/zookeeper-3.9.5.jar", "lib/slf4j.jar", "lib/zookeeper-jute-3.9.5.jar"},
		},
		"distribution of 3.4": {
			[]string{"zookeeper-3.4.14.jar", "lib/slf4j.jar", "contrib/x.jar"},
			[]string{"zookeeper-3.4.14.jar", "lib/slf4j.jar"},
		},
		"maven build": {
			[]string{"zookeeper-server/target/classes/A.class", "zookeeper-server/target/lib/slf4j.jar", "zookeeper-jute/target/classes/B.class"},
			[]string{"zookeeper-server/target/classes", "zookeeper-jute/target/classes", "zookeeper-server/target/lib/slf4j.jar"},
		},
		"ant build": {
			[]string{"build/classes/A.class", "build/lib/slf4j.jar"},
			[]string{"build/classes", "build/lib/slf4j.jar"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			root := tree(t, c.files...)
			got, err := Dist(root)
			assert.NilError(t, err)
			for i, want := range c.want {
				assert.Equal(t, got[i], filepath.Join(root, want))
			}
			assert.Equal(t, len(got), len(c.want))
		})
	}
}

func TestDistErrors(t *testing.T) {
	_, err := Dist(tree(t, "README.md"))
	assert.ErrorContains(t, err, "is neither an unpacked ZooKeeper distribution")
	_, err = Dist(tree(t, "zookeeper-server/target/classes/A.class"))
	assert.ErrorContains(t, err, "nothing at zookeeper-server/target/lib/*.jar")
	_, err = Dist(filepath.Join(tree(t, "zookeeper.tar.gz"), "zookeeper.tar.gz"))
	assert.ErrorContains(t, err, "is a file: unpack it")
	_, err = Dist(filepath.Join(t.TempDir(), "missing"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
