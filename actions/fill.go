package actions

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var fill = harness.Kind[harness.Action]{
	Name:    "fill",
	Summary: "Writes many times: creates children of a znode, or sets the znode until the last write has a given zxid.",
	Label:   "path",
	Plain:   `Fill {{.path}}{{with .children}} with {{.}} children{{end}}{{with .prefix}} called {{.}}0 and so on{{end}}{{with .until}} by sets until the last zxid is {{.}}{{end}}{{with .size}}, {{.}} each{{end}}{{with .sizes}}, of the sizes {{.}} in turn{{end}}{{with .in_flight}}, {{.}} in flight{{end}}{{with .session}}, as session {{.}}{{end}}{{with .within}}, within {{.}}{{end}}`,
	Waits:   `Waits until every write is acknowledged, at most {{or .within "5 min"}}.`,
	Receipt: "the number of writes and the last zxid.",
	Setup:   `create "/bulk" {}`,
	Example: `fill "/bulk" {
  children = 100
  size     = "10kB"
}`,
	New: func() harness.Action { return &Fill{} },
}

// Fill implements the word fill.
type Fill struct {
	Children     int       `hcl:"children,optional" doc:"Number of children to create."`
	Prefix       string    `hcl:"prefix,optional" doc:"Prefix of their names, before the number. Default: \"n\"."`
	Until        string    `hcl:"until,optional" doc:"Zxid of the last set. Nothing else may write meanwhile."`
	UntilRange   hcl.Range `hcl:"until,attr_value_range"`
	Size         string    `hcl:"size,optional" doc:"Size of each write, such as \"10kB\" (kB, KiB, MB, MiB). Default: 0."`
	SizeRange    hcl.Range `hcl:"size,attr_value_range"`
	Sizes        []string  `hcl:"sizes,optional" doc:"Instead of size: sizes that the writes take in turn."`
	SizesRange   hcl.Range `hcl:"sizes,attr_value_range"`
	InFlight     int       `hcl:"in_flight,optional" doc:"Maximum number of writes in flight. Default: 64."`
	Session      string    `hcl:"session,optional" doc:"Session to use. Default: that of the step, or the scenario's only one."`
	SessionRange hcl.Range `hcl:"session,attr_value_range"`
	Within       string    `hcl:"within,optional" doc:"How long it may take. Default: \"5m\"."`
	WithinRange  hcl.Range `hcl:"within,attr_value_range"`
	Range        hcl.Range `hcl:",def_range"`

	Znode znodePath[noOptions] `hcl:",remain"`
}

const defaultInFlight = 64

// fillLimit exceeds the duration of hundreds of thousands of writes by far.
const fillLimit = 5 * time.Minute

// Run implements harness.Action.
func (a *Fill) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Session(ctx, a.Session)
	if err != nil {
		return err
	}
	sizes, err := a.sizes()
	if err != nil {
		return verdict.Inconclusive("%w", err)
	}
	inFlight := cmp.Or(a.InFlight, defaultInFlight)
	ctx, cancel := context.WithTimeout(ctx, limitOr(a.Within, fillLimit))
	defer cancel()
	n, last, err := a.write(ctx, env, s, inFlight, payloads(sizes))
	if err != nil {
		return verdict.Inconclusive("after %d writes: %w", n, err)
	}
	env.Cluster.Receipt("session "+s.Name(), "fill "+a.Znode.path(), fmt.Sprintf("%d writes acknowledged, the last one at %s", n, last))
	return nil
}

func (a *Fill) write(ctx context.Context, env *harness.Env, s *session.Session, inFlight int, payloads [][]byte) (n int, last timeline.Zxid, err error) {
	if a.Until != "" {
		target, err := timeline.ParseZxid(a.Until)
		if err != nil {
			return 0, 0, err
		}
		survey := env.Cluster.Survey(ctx)
		n, err := s.WriteUntil(ctx, survey[survey.Leader()].Zxid, target, inFlight, func(i int) session.Request {
			return session.Request{Op: timeline.OpSet, Path: a.Znode.path(), Data: payloads[i%len(payloads)], Version: session.AnyVersion}
		})
		return n, target, err
	}
	err = s.Pipeline(ctx, inFlight, func(i int) (session.Request, bool) {
		return session.Request{Op: timeline.OpCreate, Path: a.child(i), Data: payloads[i%len(payloads)]}, i < a.Children
	}, func(_ int, r session.Result) error {
		if err := r.Err(); err != nil {
			return err
		}
		n, last = n+1, max(last, r.Zxid)
		return nil
	})
	return n, last, err
}

func (a *Fill) child(i int) string {
	return path.Join(a.Znode.path(), fmt.Sprintf("%s%04d", cmp.Or(a.Prefix, "n"), i))
}

// payloads returns data of each size, made once: thousands of writes may share it.
func payloads(sizes []int) [][]byte {
	data := make([][]byte, len(sizes))
	for i, size := range sizes {
		data[i] = payload(size)
	}
	return data
}

func (a *Fill) sizes() ([]int, error) {
	texts := a.Sizes
	if len(texts) == 0 {
		texts = []string{a.Size}
	}
	sizes := make([]int, len(texts))
	for i, text := range texts {
		size, err := parseWriteSize(text)
		if err != nil {
			return nil, err
		}
		sizes[i] = size
	}
	return sizes, nil
}

// Validate implements harness.Validator.
func (a *Fill) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validSession(sc, a.Session, a.SessionRange, a.Znode.PathRange), a.Znode.validatePath(false)...)
	diags = append(diags, validLimit(a.Within, a.WithinRange)...)
	if (a.Children > 0) == (a.Until != "") || a.Children < 0 || a.InFlight < 0 {
		diags = append(diags, spec.Errorf(a.Range, "Invalid choice of writes", "Write either children = NUMBER, to create children, or until = zxid(...), to set the znode until then; numbers are positive."))
	}
	if a.Until != "" {
		if _, err := timeline.ParseZxid(a.Until); err != nil {
			diags = append(diags, spec.Errorf(a.UntilRange, "Invalid zxid", "%s.", err))
		}
	}
	if _, err := a.sizes(); err != nil {
		at := a.SizesRange
		if len(a.Sizes) == 0 {
			at = a.SizeRange
		}
		diags = append(diags, spec.Errorf(at, "Invalid size", "%s.", err))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Fill) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return predictSession(f, a.Session, a.SessionRange, forecast.Commit, a.Znode.PathRange)
}
