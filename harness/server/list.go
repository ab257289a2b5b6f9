package server

import (
	"slices"
	"strconv"
	"strings"
)

// listFile is the key of zoo.cfg that names the file with the list of servers.
const listFile = "dynamicConfigFile"

// ListedIn returns the file in which a zoo.cfg, as a server has written it again, says that
// the servers are listed; "" if it lists them itself.
func ListedIn(zooCfg string) string {
	for line := range strings.Lines(zooCfg) {
		if key, value, _ := strings.Cut(strings.TrimSpace(line), "="); key == listFile {
			return value
		}
	}
	return ""
}

// Listed returns the ids of the servers that a file lists, sorted.
func Listed(file string) []int {
	var ids []int
	for line := range strings.Lines(file) {
		key, _, _ := strings.Cut(strings.TrimSpace(line), "=")
		if id, found := strings.CutPrefix(key, serverLine); found {
			if n, err := strconv.Atoi(id); err == nil {
				ids = append(ids, n)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// WithListIn returns a zoo.cfg in which the name of a file replaces the list of servers; with
// the file "" it returns the zoo.cfg unchanged.
func WithListIn(zooCfg, file string) string {
	if file == "" {
		return zooCfg
	}
	var text strings.Builder
	for line := range strings.Lines(zooCfg) {
		if !strings.HasPrefix(line, serverLine) {
			text.WriteString(line)
		}
	}
	text.WriteString(listFile + "=" + file + "\n")
	return text.String()
}
