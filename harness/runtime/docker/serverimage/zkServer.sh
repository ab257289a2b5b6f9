#!/bin/sh
# Replaces itself by the server's JVM.
if [ "$1" != start-foreground ]; then
	echo "usage: zkServer.sh start-foreground" >&2
	exit 2
fi
set -f # options are words, not patterns
archive=
if [ -s /zookeeper/classes.jsa ]; then
	archive="-XX:SharedArchiveFile=/zookeeper/classes.jsa -Xshare:auto -Xlog:cds*=off"
fi
# The archive needs the configuration folder last.
exec java $archive $SERVER_JVMFLAGS $JVMFLAGS -cp "$(cat /zookeeper/classpath):$ZOO_CONF_DIR" \
	org.apache.zookeeper.server.quorum.QuorumPeerMain "$ZOO_CONF_DIR/zoo.cfg"
