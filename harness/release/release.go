// Package release lists the releases of ZooKeeper and provides their files: jars by Maven
// coordinates, or those of a distribution on disk.
package release

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
)

// known lists the releases on Maven Central, oldest first.
var known = []string{
	"3.4.0", "3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.7",
	"3.4.8", "3.4.9", "3.4.10", "3.4.11", "3.4.12", "3.4.13", "3.4.14",
	"3.5.0-alpha", "3.5.1-alpha", "3.5.2-alpha", "3.5.3-beta", "3.5.4-beta",
	"3.5.5", "3.5.6", "3.5.7", "3.5.8", "3.5.9", "3.5.10",
	"3.6.0", "3.6.1", "3.6.2", "3.6.3", "3.6.4",
	"3.7.0", "3.7.1", "3.7.2",
	"3.8.0", "3.8.1", "3.8.2", "3.8.3", "3.8.4", "3.8.5", "3.8.6",
	"3.9.0", "3.9.1", "3.9.2", "3.9.3", "3.9.4", "3.9.5",
}

// Known lists the releases by their full names, oldest first.
func Known() []string { return slices.Clone(known) }

// KnownWith lists the releases including that of the user's own build. If the build is none
// of them it counts as the newest; "" means no build.
func KnownWith(own string) []string {
	if own == "" || slices.Contains(known, own) {
		return Known()
	}
	return append(Known(), own)
}

// Resolve returns the full name of a release. The suffix may be omitted: 3.5.0 is
// 3.5.0-alpha. An unknown name is an error with a suggestion.
func Resolve(name string) (string, error) {
	for _, r := range known {
		if r == name || number(r) == name {
			return r, nil
		}
	}
	if name == "" {
		return "", errors.New("the name of a ZooKeeper release is empty; is there an extra comma?")
	}
	return "", fmt.Errorf("there is no ZooKeeper release %q; did you mean %s?", name, suggestion(name))
}

// suggestion returns the release that is most similar to the name, or both ends of a line
// such as 3.4 or 3.4.x.
func suggestion(name string) string {
	line := strings.TrimSuffix(name, ".x")
	of := slices.DeleteFunc(Known(), func(r string) bool { return r[:strings.LastIndexByte(r, '.')] != line })
	if len(of) == 0 {
		return nearest(name)
	}
	return fmt.Sprintf("%s, the newest of that line, or %s, the first", of[len(of)-1], of[0])
}

// nearest returns the release with the same number, else the newest of those whose names
// differ least.
func nearest(name string) string {
	best, least := "", -1
	for _, r := range known {
		if number(r) == number(name) {
			return r
		}
		if d := levenshtein.Distance(name, r, nil); least < 0 || d <= least {
			best, least = r, d
		}
	}
	return best
}

// number returns the name of a release without its suffix.
func number(release string) string {
	n, _, _ := strings.Cut(release, "-")
	return n
}

// atLeast reports whether the numbers of a release are at least those given. Suffixes are
// ignored.
func atLeast(release string, want ...int) bool {
	var have []int
	for _, part := range strings.Split(number(release), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return false
		}
		have = append(have, n)
	}
	return slices.Compare(have, want) >= 0
}

// JVMFlags returns flags that shorten the start of a server that runs for seconds only. Java
// supports them since 8.
func JVMFlags() []string {
	return []string{
		"-XX:TieredStopAtLevel=1",
		"-XX:+UseSerialGC",
		"-XX:-UsePerfData", // otherwise a killed server leaves a file in /tmp/hsperfdata_*
		"-Xshare:auto",
	}
}
