#!/bin/sh
# Changes the owner of the folders to the user zookeeper and continues as that user.
set -e
if [ "$1" = zkServer.sh ] && [ "$(id -u)" = 0 ]; then
	chown -R zookeeper:zookeeper "$ZOO_DATA_DIR" "$ZOO_DATA_LOG_DIR" "$ZOO_LOG_DIR" "$ZOO_CONF_DIR"
	exec setpriv --reuid=zookeeper --regid=zookeeper --clear-groups "$0" "$@"
fi
exec "$@"
