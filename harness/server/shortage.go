package server

import (
	"regexp"
	"strings"
)

// What a machine can lack.
const (
	ShortOfSpace  = "free space"
	ShortOfMemory = "memory, or threads"
	ShortOfDisk   = "a disk that can be written"
)

// shortages match lines of the JVM, and of exceptions with the texts of the kernel's errors
// (errno(3)), by which a machine makes a server fail. A heap that is full is no shortage of
// the machine.
var shortages = []struct {
	lack   string
	text   string         // tested first because it is cheap and most lines contain none
	before *regexp.Regexp // matches what stands before the text; nil for anything
}{
	{ShortOfSpace, "No space left on device", thrown},
	{ShortOfSpace, "Disk quota exceeded", thrown},
	{ShortOfDisk, "Read-only file system", thrown},
	{ShortOfDisk, "Input/output error", thrown},
	{ShortOfMemory, "nable to create new native thread", thrown},
	{ShortOfMemory, "nable to create native thread", thrown},
	{ShortOfMemory, "# There is insufficient memory for the Java Runtime Environment to continue", nil},
	{ShortOfMemory, "INFO: os::commit_memory(", nil},
	{ShortOfMemory, "Could not reserve enough space for ", nil},
}

// thrown matches the begin of a line of an exception that has a message.
var thrown = regexp.MustCompile(`(?:Exception|Error): `)

// Shortage returns what a machine lacks according to a line of a server's log: ShortOfSpace,
// ShortOfMemory, ShortOfDisk, or "".
func Shortage(line string) string {
	for _, s := range shortages {
		if before, _, found := strings.Cut(line, s.text); found && (s.before == nil || s.before.MatchString(before)) {
			return s.lack
		}
	}
	return ""
}

// crashHead begins what a JVM prints when it crashes; the line with the cause follows.
const crashHead = "# A fatal error has been detected by the Java Runtime Environment"

var crashCause = regexp.MustCompile(`^#\s+((?:SIG|Internal Error|EXCEPTION|Native|Out of).*)$`)

// Crash returns the cause of a crash of the JVM, such as "SIGSEGV (0xb) at pc=...", or "" if
// the last lines of a log show no crash.
func Crash(lines []string) string {
	for i, line := range lines {
		if !strings.HasPrefix(line, crashHead) {
			continue
		}
		for _, next := range lines[i+1:] {
			if found := crashCause.FindStringSubmatch(next); found != nil {
				return found[1]
			}
		}
		return "a fatal error"
	}
	return ""
}
