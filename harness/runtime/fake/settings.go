package fake

import (
	"strconv"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// configOf parses a launch's zoo.cfg.
func configOf(l runtime.Launch) map[string]string {
	cfg := map[string]string{}
	for line := range strings.Lines(l.Files["zoo.cfg"]) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			cfg[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return cfg
}

// setting returns one of ZooKeeper's own properties: a line of zoo.cfg, or a system
// property zookeeper.KEY of the JVM.
func (p *process) setting(key string) string {
	if value, found := p.cfg[key]; found {
		return value
	}
	return p.property("zookeeper." + key)
}

// property returns a system property of the JVM; "" when it is not set.
func (p *process) property(name string) string {
	value := ""
	for _, option := range p.m.launches[len(p.m.launches)-1].JVMOptions {
		if text, found := strings.CutPrefix(option, "-D"+name+"="); found {
			value = text // the last one counts
		}
	}
	return value
}

// tickOf returns the tickTime of a zoo.cfg.
func tickOf(cfg map[string]string) time.Duration {
	if ms, err := strconv.Atoi(cfg["tickTime"]); err == nil {
		return time.Duration(ms) * time.Millisecond
	}
	return 3 * time.Second // ZooKeeper's default
}
