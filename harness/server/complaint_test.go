package server_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/server"
)

// complaintIn returns the complaint in some lines of a log, as the files of
// testdata/complaints have it.
func complaintIn(t *testing.T, lines []string) string {
	t.Helper()
	var c server.Complaints
	var all []string
	add := func(done server.Complaint, ok bool) {
		switch {
		case !ok:
		case done.Grave:
			all = append(all, "grave: "+done.String())
		default:
			all = append(all, "minor: "+done.String())
		}
	}
	for _, line := range lines {
		add(c.Add(line))
	}
	add(c.End())
	assert.Assert(t, len(all) < 2, all)
	return strings.Join(append(all, "nothing")[:1], "")
}

// testdata/complaints holds lines that real servers wrote, each block followed by the
// complaint that it contains. Lines that the harness causes contain none.
func TestComplaintsOfRealServers(t *testing.T) {
	files, err := filepath.Glob("testdata/complaints/*.log")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			assert.NilError(t, err)
			var got strings.Builder
			var block []string
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "  => ") {
					got.WriteString("  => " + complaintIn(t, block) + "\n")
					block = nil
					continue
				}
				got.WriteString(line)
				block = append(block, strings.TrimSuffix(line, "\n"))
			}
			assert.Equal(t, len(block), 0, "the last block has no complaint")
			golden.Assert(t, got.String(), "complaints/"+filepath.Base(name))
		})
	}
}

// A complaint is complete when the next line of a logger begins, or the log ends.
func TestComplaintIsCompleteWithTheNextLine(t *testing.T) {
	const at = "2026-11-25 10:13:00,378 "
	var c server.Complaints
	next := func(line string) string {
		done, _ := c.Add(line)
		return done.String()
	}
	assert.Equal(t, next(at+"WARN  [main:A] - one"), "")
	assert.Equal(t, next("java.io.IOException: WARN [x] - not at its place"), "")
	assert.Equal(t, next("\tat A.main(A.java:1)"), "")
	assert.Equal(t, next(at+"ERROR [main:A] - two = "), "one: java.io.IOException: WARN [x] - not at its place")
	assert.Equal(t, next("org.apache.zookeeper.KeeperException$NoNodeException: KeeperErrorCode = NoNode for /x"), "")
	assert.Equal(t, next("Caused by: java.lang.RuntimeException: nearer"), "")
	assert.Equal(t, next("Caused by: a.B: the first cause"), "")
	assert.Equal(t, next(at+"INFO  [main:A] - goes on"), "two: org.apache.zookeeper.KeeperException$NoNodeException: KeeperErrorCode = NoNode for /x; caused by a.B: the first cause")
	assert.Equal(t, next(`Exception in thread "main" java.lang.NoClassDefFoundError: x/Y`), "")
	done, ok := c.End()
	assert.Assert(t, ok && done.Grave)
	assert.Equal(t, done.String(), `Exception in thread "main": java.lang.NoClassDefFoundError: x/Y`)
	_, ok = c.End()
	assert.Assert(t, !ok)
}

// A Java machine writes no exception where it lacks something itself (arguments.cpp).
func TestComplaintOfAJavaMachineThatCannotStart(t *testing.T) {
	for _, lines := range [][2]string{
		{"Could not reserve enough space for object heap", "Error occurred during initialization of VM: Could not reserve enough space for object heap"},
		{"java.lang.Error: org.example.None\n\tat java.lang.System.initPhase3\nCaused by: java.lang.ClassNotFoundException: org.example.None",
			"Error occurred during initialization of VM: java.lang.Error: org.example.None; caused by java.lang.ClassNotFoundException: org.example.None"},
	} {
		got := complaintIn(t, append([]string{"Error occurred during initialization of VM"}, strings.Split(lines[0], "\n")...))
		assert.Equal(t, got, "grave: "+lines[1])
	}
}

func TestSameProblemHasTheSameWording(t *testing.T) {
	wording := func(line string) string {
		var c server.Complaints
		c.Add(line)
		done, _ := c.End()
		return done.Wording()
	}
	const at = "2026-11-25 10:13:00,378 WARN  [QuorumPeer[myid=3](plain=127.0.0.1:2181)(secure=disabled):o.a.z.s.q.Learner] - "
	assert.Equal(t, wording(at+"Bad zxid 0x100000002 from /127.0.0.1:7"), "Bad zxid N from /N.N.N.N:N")
	assert.Equal(t, wording(at+"Bad zxid 0x2000000aa from /127.0.0.2:6"), "Bad zxid N from /N.N.N.N:N")
}
