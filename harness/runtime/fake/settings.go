package fake

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings holds the configuration with which a server was started.
type settings struct {
	release string
	cfg     map[string]string // zoo.cfg
	options []string          // of the JVM
}

// get returns one of ZooKeeper's own properties: a line of zoo.cfg, or a system property
// zookeeper.KEY of the JVM.
func (s settings) get(key string) string {
	if value, found := s.cfg[key]; found {
		return value
	}
	return s.property("zookeeper." + key)
}

// property returns a system property of the JVM; "" when it is not set.
func (s settings) property(name string) string {
	value := ""
	for _, option := range s.options {
		if text, found := strings.CutPrefix(option, "-D"+name+"="); found {
			value = text // the last one counts
		}
	}
	return value
}

// tick returns the tickTime.
func (s settings) tick() time.Duration {
	if ms, err := strconv.Atoi(s.cfg["tickTime"]); err == nil {
		return time.Duration(ms) * time.Millisecond
	}
	return 3 * time.Second // ZooKeeper's default
}

// extended reports whether the server supports znodes with a TTL.
func (s settings) extended() bool {
	return s.get("extendedTypesEnabled") == "true" && since(s.release, "3.5.3")
}

// reapInterval returns the interval at which a leader removes znodes (ContainerManager).
func (s settings) reapInterval() time.Duration {
	if ms, err := strconv.Atoi(s.property("znode.container.checkIntervalMs")); err == nil && ms > 0 {
		return time.Duration(ms) * time.Millisecond
	}
	return time.Minute
}

// reconfigurable reports whether the server accepts reconfigurations, which must be
// enabled since 3.5.3.
func (s settings) reconfigurable() bool {
	return s.get("reconfigEnabled") == "true" || !since(s.release, "3.5.3")
}

// whitelists reports whether the whitelist has a word; without a whitelist, only srvr
// since 3.5.3 (FourLetterCommands). A zoo.cfg without a port for clients is that of a
// test, which may use every word.
func (s settings) whitelists(word string) bool {
	list, found := s.cfg["4lw.commands.whitelist"]
	if !found {
		_, real := s.cfg["clientPort"]
		return !real || word == "srvr" || !since(s.release, "3.5.3")
	}
	return slices.ContainsFunc(strings.Split(list, ","), func(listed string) bool {
		listed = strings.TrimSpace(listed)
		return listed == "*" || listed == word
	})
}
