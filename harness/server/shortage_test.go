package server_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/server"
)

func TestShortage(t *testing.T) {
	for line, want := range map[string]string{
		"java.io.IOException: No space left on device":                                                                server.ShortOfSpace,
		"Caused by: java.io.IOException: No space left on device":                                                     server.ShortOfSpace,
		"java.io.FileNotFoundException: /data/version-2/log.1 (No space left on device)":                              server.ShortOfSpace,
		"java.io.IOException: Disk quota exceeded":                                                                    server.ShortOfSpace,
		"java.io.FileNotFoundException: /data/version-2/currentEpoch.tmp (Read-only file system)":                     server.ShortOfDisk,
		"java.io.IOException: Input/output error":                                                                     server.ShortOfDisk,
		"java.lang.OutOfMemoryError: unable to create new native thread":                                              server.ShortOfMemory,
		"java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory":                          server.ShortOfMemory,
		"# There is insufficient memory for the Java Runtime Environment to continue.":                                server.ShortOfMemory,
		"OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x1, 2, 0) failed; error='Cannot allocate memory'": server.ShortOfMemory,
		"Could not reserve enough space for 262144KB object heap":                                                     server.ShortOfMemory,
		"java.lang.OutOfMemoryError: Java heap space":                                                                 "",
		"java.io.IOException: Connection reset by peer":                                                               "",
		"2026-01-01 00:00:00,000 [myid:1] - INFO  [main:X@1] - created /No space left on device":                      "",
	} {
		assert.Equal(t, server.Shortage(line), want, line)
	}
}

// crash shows what a JVM of Java 17 prints after kill -SEGV.
const crash = `#
# A fatal error has been detected by the Java Runtime Environment:
#
#  SIGSEGV (0xb) at pc=0x00007fd77b3c4f14 (sent by kill), pid=19845, tid=19845
#
# JRE version: OpenJDK Runtime Environment (17.0.15+6) (build 17.0.15+6-Debian-1deb12u1)`

func TestCrash(t *testing.T) {
	assert.Equal(t, server.Crash(strings.Split(crash, "\n")), "SIGSEGV (0xb) at pc=0x00007fd77b3c4f14 (sent by kill), pid=19845, tid=19845")
	assert.Equal(t, server.Crash([]string{"# A fatal error has been detected by the Java Runtime Environment:"}), "a fatal error")
	assert.Equal(t, server.Crash([]string{"java.lang.NullPointerException"}), "")
}
