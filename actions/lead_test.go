package actions_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
)

// In an ensemble of odd size lead elects any server, whichever leads before, and all servers
// serve afterwards.
func TestLeadElectsAnyServer(t *testing.T) {
	for _, voters := range []int{3, 5} {
		for first := 1; first <= voters; first++ {
			for target := 1; target <= voters; target++ {
				t.Run(fmt.Sprintf("%d of %d after %d", target, voters, first), func(t *testing.T) {
					t.Parallel()
					requireHeld(t, play(t, &fake.Runtime{}, fmt.Sprintf("servers = %d", voters), leads(voters, first, target, 0)))
				})
			}
		}
	}
}

func TestLeadElectsAnyServerInALaterEpoch(t *testing.T) {
	for _, voters := range []int{3, 5} {
		for target := 1; target <= voters; target++ {
			for _, epoch := range []int{2, 3, 5} {
				t.Run(fmt.Sprintf("%d of %d in epoch %d", target, voters, epoch), func(t *testing.T) {
					t.Parallel()
					steps := strings.Replace(leads(voters, voters, target, epoch), "lead { server = "+fmt.Sprint(voters)+" }\n", "", 1)
					requireHeld(t, play(t, &fake.Runtime{}, fmt.Sprintf("servers = %d", voters), steps))
				})
			}
		}
	}
}

// leads returns the steps that make first and then target the leader, with a write between them.
func leads(voters, first, target, epoch int) string {
	inEpoch, ofEpoch := "", ""
	if epoch != 0 {
		inEpoch, ofEpoch = fmt.Sprintf("epoch = %d", epoch), fmt.Sprintf(" && server(leader).epoch == %d", epoch)
	}
	return fmt.Sprintf(`
  step "the first leader" {
    lead { server = %d }
    create "/x" {}
  }

  step "the next leader" {
    lead {
      server = %d
      %s
    }
    require { condition = leader == %d && length(followers) == %d%s }
  }
`, first, target, inEpoch, target, voters-1, ofEpoch)
}

func TestLeadHoldsNoElectionIfItsServerLeads(t *testing.T) {
	rt := &fake.Runtime{}
	requireHeld(t, play(t, rt, "servers = 3", `
  step "one" {
    lead { server = 3 }
    lead {
      server = 3
      epoch  = 1
    }
  }
`))
	for id := 1; id <= 3; id++ {
		assert.Equal(t, len(rt.Booted()[0].Launches(id)), 1, "server %d was restarted", id)
	}
}

func TestLeadWithObservers(t *testing.T) {
	for target := 1; target <= 3; target++ {
		rt := &fake.Runtime{}
		requireHeld(t, play(t, rt, "\nservers = 3\nobservers = 2\n", fmt.Sprintf(`
  step "one" {
    lead {
      server = %d
      epoch  = 3
    }
    require { condition = leader == %d && observers == [4, 5] && server(leader).epoch == 3 }
  }
`, target, target)))
		assert.Equal(t, len(rt.Booted()[0].Launches(4)), 1, "an observer was killed, which has no vote")
	}
}

func TestImpossibleLead(t *testing.T) {
	for _, c := range []struct{ name, ensemble, lead, why string }{
		{"an epoch in the past", "servers = 3", "lead {\nserver = 3\nepoch = 3\n}\nlead {\nserver = 1\nepoch = 2\n}", "epochs only grow, so server 1 cannot lead epoch 2 any more"},
		{"the epoch of another leader", "servers = 3", "lead {\nserver = 1\nepoch = 1\n}", "server 3 leads epoch 1; epochs only grow"},
		{"the lower id of two", "servers = 2", "lead { server = 1 }", "server 1 cannot be made the leader"},
		{"the lowest id of four", "servers = 4", "lead { server = 1 }", "with 4 running voters and a quorum of 3, only the greatest ids can be elected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep := play(t, &fake.Runtime{}, c.ensemble, "step \"one\" {\nexists \"/\" {}\n"+c.lead+"\n}")
			assert.Equal(t, rep.Verdict, report.Inconclusive, rep.Reason)
			assert.Assert(t, cmp.Contains(rep.Reason, c.why))
		})
	}
}

// In an ensemble of even size lead elects the greatest ids.
func TestLeadAmongFour(t *testing.T) {
	requireHeld(t, play(t, &fake.Runtime{}, "servers = 4", "step \"one\" {\nlead { server = 3 }\nrequire { condition = leader == 3 }\n}"))
}

const lastServerStartsLater = `
    servers = 5
    server "5" { starts = "later" }
`

// A server that starts later counts as a voter that is down: the size of the quorum follows from
// the list of voters.
func TestLeadBeforeTheLastServerStarts(t *testing.T) {
	rt := &fake.Runtime{}
	requireHeld(t, play(t, rt, lastServerStartsLater, "step \"one\" {\nlead { server = 3 }\nrequire { condition = leader == 3 }\n}"))
	assert.Equal(t, len(rt.Booted()[0].Launches(5)), 0, "lead started server 5, which starts later")

	rep := play(t, &fake.Runtime{}, lastServerStartsLater, "step \"one\" {\nlead { server = 2 }\n}")
	assert.Equal(t, rep.Verdict, report.Inconclusive, rep.Reason)
	assert.Assert(t, cmp.Contains(rep.Reason, "with 4 running voters and a quorum of 3, only the greatest ids can be elected"))
}

// A server that starts later votes once it was started.
func TestLeadAfterTheLastServerStarted(t *testing.T) {
	for _, target := range []int{1, 5} {
		requireHeld(t, play(t, &fake.Runtime{}, lastServerStartsLater, fmt.Sprintf(`
  step "one" {
    start { server = 5 }
    lead { server = %d }
    require { condition = leader == %d && length(followers) == 4 }
  }
`, target, target)))
	}
}
