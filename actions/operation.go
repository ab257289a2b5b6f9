package actions

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// operation is what all client operations share.
type operation struct {
	Path         string    `hcl:"path,label"`
	PathRange    hcl.Range `hcl:"path,label_range"`
	Session      string    `hcl:"session,optional" doc:"Session that asks; the scenario's only one when it is left out."`
	SessionRange hcl.Range `hcl:"session,attr_value_range"`
	As           string    `hcl:"as,optional" doc:"Name under which later expressions find the result: result.NAME."`
	FailsWith    string    `hcl:"fails_with,optional" doc:"ZooKeeper's code of the refusal that is wanted, such as NodeExists. Without it the operation must succeed."`
}

// do sends the request and demands that it ends as the author wants. Any other
// end is no violation but a story that went another way.
func (o *operation) do(ctx context.Context, env *harness.Env, r session.Request) error {
	ctx, cancel := context.WithTimeout(ctx, harness.OperationLimit)
	defer cancel()
	s, err := env.Session(ctx, o.Session)
	if err != nil {
		return err
	}
	r.Path = o.Path
	result := s.Do(ctx, r)
	env.Keep(o.As, result)
	return o.judge(result)
}

func (o *operation) judge(r session.Result) error {
	switch {
	case o.FailsWith == "" && r.Outcome == timeline.OK:
		return nil
	case o.FailsWith == "":
		return harness.Inconclusive("the operation did not succeed: %w", r.Err())
	case r.Outcome == timeline.Refused && r.Code == o.FailsWith:
		return nil
	case r.Outcome == timeline.OK:
		return harness.Inconclusive("the operation succeeded; it was to fail with %s", o.FailsWith)
	default:
		return harness.Inconclusive("the operation was to fail with %s: %w", o.FailsWith, r.Err())
	}
}

func (o *operation) validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(validSession(sc, o.Session, o.SessionRange, o.PathRange), validZnode(o.Path, o.PathRange)...)
}

// validZnode finds paths that no server would take.
func validZnode(path string, at hcl.Range) hcl.Diagnostics {
	if err := validPath(path); err != nil {
		return hcl.Diagnostics{spec.Errorf(at, "Invalid path", "%q is not the path of a znode: %s.", path, err)}
	}
	return nil
}

// validPath knows the rules of ZooKeeper's PathUtils.validatePath that people
// break.
func validPath(path string) error {
	switch {
	case !strings.HasPrefix(path, "/"):
		return fmt.Errorf("it does not begin with /")
	case path != "/" && strings.HasSuffix(path, "/"):
		return fmt.Errorf("it ends with /")
	case strings.Contains(path, "//"), slices.Contains(strings.Split(path, "/"), "."), slices.Contains(strings.Split(path, "/"), ".."):
		return fmt.Errorf("it has an empty or relative part")
	}
	return nil
}

// validSession demands a session that is declared. at is where the name stands,
// label where the word's own label does.
func validSession(sc *spec.Scenario, name string, at, label hcl.Range) hcl.Diagnostics {
	if at.Empty() {
		at = label
	}
	if _, ok := harness.DeclaredSession(sc, name); ok {
		return nil
	}
	var names []string
	for _, s := range sc.Sessions {
		names = append(names, s.Name)
	}
	switch {
	case name != "":
		return hcl.Diagnostics{spec.Errorf(at, "No such session", "The scenario declares no session %q.%s", name, spec.DidYouMean(name, names))}
	case len(names) == 0:
		return hcl.Diagnostics{spec.Errorf(at, "No session", `This needs a client session; declare one in the scenario: session "app" {}.`)}
	default:
		return hcl.Diagnostics{spec.Errorf(at, "Which session?", "The scenario has several sessions; say session = NAME, one of %s.", strings.Join(names, ", "))}
	}
}
