package server

import (
	"slices"
	"strings"
)

// unprefixed lists the system properties that servers read without the prefix "zookeeper.":
// BinaryInputArchive, QuorumPeer, Leader, Learner and LeaderZooKeeperServer.
var unprefixed = []string{
	"follower.nodelay",
	"jute.maxbuffer",
	"leader.nodelay",
	"readonlymode.enabled",
	"znode.container.checkIntervalMs",
	"znode.container.maxNeverUsedIntervalMs",
	"znode.container.maxPerMinute",
}

// foreign lists the prefixes of properties that Java and the logging libraries read.
var foreign = []string{"java.", "javax.", "jdk.", "log4j.", "logback.", "sun."}

// IsPropertyOnly reports whether a name is that of a Java system property which a line of
// zoo.cfg cannot set. From each line with an unknown key QuorumPeerConfig.parseProperties makes a
// property, with the prefix "zookeeper.".
func IsPropertyOnly(key string) bool {
	return strings.HasPrefix(key, "zookeeper.") || slices.Contains(unprefixed, key) ||
		slices.ContainsFunc(foreign, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}
