#!/bin/sh
# Runs java with the given arguments, but starts the class ZKSCENARIO_MAIN in place
# of ZooKeeper's own, by the class zkscenario.Main.
unset JAVA_HOME
PATH=${PATH#*:} # without the folder of this script
previous=
for word; do
	shift
	if [ "$previous" = -cp ]; then
		set -- "$@" "$word:/zkscenario-java"
	elif [ "$word" = org.apache.zookeeper.server.quorum.QuorumPeerMain ]; then
		set -- "$@" zkscenario.Main "$ZKSCENARIO_MAIN"
	else
		set -- "$@" "$word"
	fi
	previous=$word
done
exec java "$@"
