// Package release knows which ZooKeeper releases exist and how a machine gets
// hold of one: jars by Maven coordinates, or a distribution on disk.
package release

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
)

// known are the releases that Maven Central has, oldest first.
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

// Known lists the releases, oldest first, by the names that ZooKeeper gave them.
func Known() []string { return slices.Clone(known) }

// KnownWith lists the releases and that of a build of one's own, which is newer than all
// of them if it is none of them; "" is no build.
func KnownWith(own string) []string {
	if own == "" || slices.Contains(known, own) {
		return Known()
	}
	return append(Known(), own)
}

// Resolve returns the full name of a release. The suffix may be left out: 3.5.0
// is 3.5.0-alpha.
func Resolve(name string) (string, error) {
	for _, r := range known {
		if r == name || number(r) == name {
			return r, nil
		}
	}
	if name == "" {
		return "", errors.New("the name of a ZooKeeper release is empty; is there a comma too many?")
	}
	return "", fmt.Errorf("there is no ZooKeeper release %q; did you mean %s?", name, suggestion(name))
}

// suggestion names what may have been meant: of a line, such as 3.4 or 3.4.x, both ends.
func suggestion(name string) string {
	line := strings.TrimSuffix(name, ".x")
	of := slices.DeleteFunc(Known(), func(r string) bool { return r[:strings.LastIndexByte(r, '.')] != line })
	if len(of) == 0 {
		return nearest(name)
	}
	return fmt.Sprintf("%s, the newest of that line, or %s, the first", of[len(of)-1], of[0])
}

// nearest is the release with the same number, else the one whose name differs
// least; of several, the newest.
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

// number is a release without its suffix.
func number(release string) string {
	n, _, _ := strings.Cut(release, "-")
	return n
}

// atLeast compares the numeric triple; suffixes carry no order.
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

// JVMFlags make a server that lives for seconds start fast. Every Java since 8
// knows them.
func JVMFlags() []string {
	return []string{
		"-XX:TieredStopAtLevel=1",
		"-XX:+UseSerialGC",
		"-XX:-UsePerfData", // else a killed server leaves a file in /tmp/hsperfdata_*
		"-Xshare:auto",
	}
}
