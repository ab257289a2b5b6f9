#!/bin/sh
# Makes an archive of the classes that a server loads, so that servers start
# faster. An old Java makes none, and servers start without it.
work=$(mktemp -d)
echo 1 >"$work/myid"
cat >"$work/zoo.cfg" <<EOF
tickTime=500
initLimit=20
syncLimit=10
dataDir=$work
clientPort=2181
clientPortAddress=127.0.0.1
admin.enableServer=false
standaloneEnabled=false
server.1=127.0.0.1:2888:3888
EOF
timeout 5 java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ArchiveClassesAtExit=/zookeeper/classes.jsa \
	-cp "$(cat /zookeeper/classpath)" org.apache.zookeeper.server.quorum.QuorumPeerMain "$work/zoo.cfg" >/dev/null 2>&1
[ ! -e /zookeeper/classes.jsa ] || chmod 0644 /zookeeper/classes.jsa
rm -rf "$work"
