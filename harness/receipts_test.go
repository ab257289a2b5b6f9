package harness_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
)

// A receipt that cannot be missing proves nothing. For each word with a receipt there is an
// inconclusive story whose reason names the word; TestStories runs it. The tests of
// internal/reference do the same for operations, whose receipt is the reply.
func TestEachReceiptCanBeMissing(t *testing.T) {
	missing := map[string]bool{}
	files, err := filepath.Glob("testdata/stories/*.hcl")
	assert.NilError(t, err)
	for _, name := range files {
		src, err := os.ReadFile(name)
		assert.NilError(t, err)
		if want := remarks(string(src)); want["VERDICT"] == "inconclusive" {
			if word := lastWordOf(string(src)); word != "" {
				missing[word] = true
			}
		}
	}
	for _, k := range actions.All().Kinds() {
		if k.Receipt != "" && !missing[k.Name] && !isOperation(k) {
			t.Errorf("no story ends inconclusive at the word %s", k.Name)
		}
	}
}

// The receipt of a load has the numbers of the record, also of the requests that were in
// flight when the connection broke, whether the scenario ends the load or the run does.
func TestReceiptOfALoadCountsWhatIsRecorded(t *testing.T) {
	for name, end := range map[string]string{"by finish": `finish "load" {}`, "at the end of the run": ""} {
		t.Run(name, func(t *testing.T) {
			_, events := record(t, `
scenario "a_load_in_flight" {
  summary = "The server of a load dies while its requests wait."
  ensemble { servers = 3 }
  session "app" { server = 1 }
  session "other" { server = 2 }
  step "the server dies" {
    background "load" {
      path      = "/load"
      in_flight = 50
      session   = "app"
    }
    pause { server = 1 }
    create "/meanwhile" { session = "other" }
    kill { server = 1 }
    `+end+`
  }
}
`)
			counted, receipt := map[timeline.Outcome]int{}, ""
			for _, e := range events {
				switch {
				case e.Kind == timeline.KindOp && e.Op.Client == "app" && e.Op.Name != timeline.OpCreate:
					counted[e.Outcome]++
				case e.Kind == timeline.KindFault && e.What == "finish load":
					receipt = e.Receipt
				}
			}
			assert.Assert(t, counted[timeline.Unknown] > 1, "%v", counted)
			want := fmt.Sprintf("%d operations ok, %d refused, %d unknown",
				counted[timeline.OK], counted[timeline.Refused], counted[timeline.Unknown])
			assert.Assert(t, strings.HasPrefix(receipt, want), "%s\nis not: %s", receipt, want)
		})
	}
}

// What had no effect has no receipt.
func TestNoReceiptWithoutEffect(t *testing.T) {
	_, events := record(t, `
scenario "without_effect" {
  summary = "A command that may fail fails, and a machine without power gets no rule."
  ensemble { servers = 3 }
  session "app" { server = 1 }
  step "both" {
    kill { server = 2 }
    command "ruok" {
      server   = 2
      may_fail = true
      as       = "ruok"
    }
    require { condition = result.ruok.outcome == "unknown" }
    power_off { server = 3 }
    cut {
      from  = 1
      to    = 3
      after = "10kB"
    }
  }
}
`)
	cuts := 0
	for _, e := range events {
		if e.Kind != timeline.KindFault {
			continue
		}
		assert.Assert(t, !strings.Contains(e.What, "ruok"), "%s: %s", e.What, e.Receipt)
		if strings.HasPrefix(e.What, "cut ") {
			cuts++
			assert.Assert(t, !strings.Contains(e.Receipt, "lists a rule"), e.Receipt)
		}
	}
	assert.Equal(t, cuts, 1)
}

// isOperation reports whether the receipt of a word is a reply: such words have an attribute
// for an expected error.
func isOperation(k harness.Kind[harness.Action]) bool {
	return slices.ContainsFunc(harness.Attributes(k.New()), func(a values.Attribute) bool { return a.Name == "fails_with" })
}

var (
	stoppedStep = regexp.MustCompile(`(?ms)^  step "[^"]*" \{ # stopped here\n(.*?)^  \}`)
	wordLine    = regexp.MustCompile(`(?m)^    (\w+)(?: "[^"]*")? \{`)
)

// lastWordOf returns the last word of the step in which a story stops. That is the word
// that stopped it, since a story has no words after that one.
func lastWordOf(src string) string {
	step := stoppedStep.FindStringSubmatch(src)
	if step == nil {
		return ""
	}
	words := wordLine.FindAllStringSubmatch(step[1], -1)
	return words[len(words)-1][1]
}

// What a server did by itself is not the scenario's doing: the receipt says how it ended, and no
// fault is recorded that would explain why it does not serve.
func TestReceiptOfAServerThatWasDown(t *testing.T) {
	_, events := record(t, `
scenario "down_already" {
  summary = "A server ends by itself when it is to be killed; another one was killed before."
  ensemble { servers = 3 }
  session "app" { server = 3 }
  step "the faults" {
    kill {
      server      = 1
      may_be_down = true
    }
    stop {
      server      = 1
      may_be_down = true
    }
    start {
      server    = 2
      may_be_up = true
    }
    start {
      server    = 1
      may_be_up = true
    }
    power_off {
      server = 2
      kill   = true
    }
  }
}
`, fake.Deviation{Server: 1, Crashes: true, ExitCode: 10})
	var receipts []string
	for _, e := range events {
		if e.Kind == timeline.KindFault && e.Step == "the faults" && strings.Contains(e.What, "server") {
			receipts = append(receipts, fmt.Sprintf("%s: %s, a fault: %t", e.What, e.Receipt, e.Fault != nil))
		}
	}
	assert.DeepEqual(t, receipts, []string{
		"kill server 1: its process ended by itself meanwhile, with exit code 10, a fault: false",
		"stop server 1: it was down already: its process is gone: with exit code 10, a fault: false",
		"start server 2: it was up already: its process runs, life 1, a fault: false",
		"start server 1: its process runs, life 2, a fault: true",
		"kill server 2: its process is gone: by signal killed, a fault: true",
		"power off server 2: its kernel drops all packets in and out; its process is gone: by signal killed, a fault: true",
	})
}
