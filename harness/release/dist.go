package release

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// layout is a layout of a folder with a ZooKeeper that can run. Classes is the pattern of
// ZooKeeper's own classes, Libraries are those of everything else.
type layout struct {
	Classes   string
	Libraries []string
}

// layouts are tried in this order: distributions, then builds.
var layouts = []layout{
	{Classes: "lib/zookeeper-[0-9]*.jar", Libraries: []string{"lib/*.jar"}}, // since 3.5.5
	{Classes: "zookeeper-[0-9]*.jar", Libraries: []string{"lib/*.jar"}},     // up to 3.5.4-beta
	{
		Classes:   "zookeeper-assembly/target/*-bin/*-bin/lib/zookeeper-[0-9]*.jar",
		Libraries: []string{"zookeeper-assembly/target/*-bin/*-bin/lib/*.jar"},
	},
	{
		Classes:   "zookeeper-server/target/classes",
		Libraries: []string{"zookeeper-jute/target/classes", "zookeeper-server/target/lib/*.jar"},
	},
	{Classes: "build/classes", Libraries: []string{"build/lib/*.jar"}}, // ant
}

// Dist returns the classpath of an unpacked distribution, or of a source tree that was built
// with Maven or Ant. Any other folder is an error.
func Dist(dir string) ([]string, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("open distribution: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file: unpack it, and give the folder", dir)
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open distribution: %w", err)
	}
	missing := ""
	for _, l := range layouts {
		classes, libraries := glob(root, l.Classes), globAll(root, l.Libraries)
		if len(classes) > 0 && len(libraries) > 0 {
			libraries = slices.DeleteFunc(libraries, func(jar string) bool { return slices.Contains(classes, jar) })
			return append(classes, libraries...), nil
		}
		if len(classes) > 0 {
			missing = l.Libraries[len(l.Libraries)-1]
		}
	}
	if missing != "" {
		return nil, fmt.Errorf("%s has ZooKeeper's classes but nothing at %s: "+
			"unpack the whole distribution, or build it with mvn -DskipTests package", dir, missing)
	}
	return nil, fmt.Errorf("%s is neither an unpacked ZooKeeper distribution (lib/zookeeper-*.jar) nor "+
		"a source tree that was built (zookeeper-server/target/classes, made by mvn -DskipTests package)", dir)
}

func glob(root, pattern string) []string {
	found, err := fs.Glob(os.DirFS(root), pattern)
	if err != nil {
		panic(err) // the layouts are constants
	}
	for i, name := range found {
		found[i] = filepath.Join(root, filepath.FromSlash(name))
	}
	return found
}

func globAll(root string, patterns []string) []string {
	var found []string
	for _, p := range patterns {
		found = append(found, glob(root, p)...)
	}
	return found
}
