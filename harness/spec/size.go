package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// units lists the units of sizes, each with its number of bytes.
var units = []struct {
	name  string
	bytes int64
}{{"", 1}, {"B", 1}, {"kB", 1000}, {"KiB", 1 << 10}, {"MB", 1000 * 1000}, {"MiB", 1 << 20}}

var sizePattern = regexp.MustCompile(`^(\d{1,9}) *(|B|kB|KiB|MB|MiB)$`)

// ParseSize parses a size, a number with one of the units B, kB, KiB, MB and MiB or none, and
// returns it in bytes.
func ParseSize(text string) (int64, error) {
	found := sizePattern.FindStringSubmatch(text)
	if found == nil {
		return 0, fmt.Errorf("%q is not a size; write a number of bytes, or one with kB, KiB, MB or MiB", text)
	}
	n, err := strconv.ParseInt(found[1], 10, 64)
	for _, u := range units {
		if u.name == found[2] {
			n *= u.bytes
		}
	}
	return n, err
}

// FormatSize writes a number of bytes as ParseSize takes it, in the largest unit of which it is
// a multiple.
func FormatSize(n int64) string {
	for _, u := range slices.Backward(units) {
		if n%u.bytes == 0 {
			return fmt.Sprintf("%d%s", n/u.bytes, u.name)
		}
	}
	return "" // every number is a multiple of one byte
}
