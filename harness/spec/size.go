package spec

import (
	"fmt"
	"regexp"
	"strconv"
)

var sizePattern = regexp.MustCompile(`^(\d{1,9}) *(|B|kB|KiB|MB|MiB)$`)

// ParseSize parses a size, a number with one of the units B, kB, KiB, MB and MiB or none, and
// returns it in bytes.
func ParseSize(text string) (int64, error) {
	found := sizePattern.FindStringSubmatch(text)
	if found == nil {
		return 0, fmt.Errorf("%q is not a size; write a number of bytes, or one with kB, KiB, MB or MiB", text)
	}
	factor := map[string]int64{"": 1, "B": 1, "kB": 1000, "KiB": 1 << 10, "MB": 1000 * 1000, "MiB": 1 << 20}[found[2]]
	n, err := strconv.ParseInt(found[1], 10, 64)
	return n * factor, err
}
