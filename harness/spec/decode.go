package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// The attributes of each block. Nested blocks are decoded by hand, because gohcl does not
// keep their order.
type (
	scenarioAttrs struct {
		Summary    string    `hcl:"summary" doc:"What happens, in one sentence."`
		References []string  `hcl:"references,optional" doc:"Issues and papers, such as \"ZOOKEEPER-1934\"."`
		Tags       []string  `hcl:"tags,optional" doc:"Tags for zkscenario list --tag; letters, digits, '.', '-' and '_'."`
		TagsRange  hcl.Range `hcl:"tags,attr_value_range"`
		Releases   string    `hcl:"releases,optional" doc:"Range of releases on which the scenario can be run. Default: every release."`
		RelRange   hcl.Range `hcl:"releases,attr_value_range"`
		Blocks     hcl.Body  `hcl:",remain"`
	}
	expectAttrs struct {
		Or              []string  `hcl:"or,optional" doc:"Other guarantees of which any may be violated instead, because a race decides which: at least one of all these is, and the others may hold or be untested. Default: none."`
		OrRange         hcl.Range `hcl:"or,attr_value_range"`
		ViolatedOn      string    `hcl:"violated_on" doc:"Range of releases on which the guarantee is violated."`
		ViolatedOnRange hcl.Range `hcl:"violated_on,attr_value_range"`
	}
	sessionAttrs struct {
		Server       int       `hcl:"server,optional" doc:"Id of the server to connect to first. Default: that of the first one that boots."`
		ServerRange  hcl.Range `hcl:"server,attr_value_range"`
		Timeout      string    `hcl:"timeout,optional" doc:"Timeout to ask for; servers grant 2 to 20 ticks. Default: \"10s\"."`
		TimeoutRange hcl.Range `hcl:"timeout,attr_value_range"`
		Auth         []string  `hcl:"auth,optional" doc:"Credentials as addauth takes them, such as [\"digest ann:secret\"]. A new session sends them before its first request, and again after every move; if the server refuses them, it is not connected. They are not recorded. Default: none."`
		AuthRange    hcl.Range `hcl:"auth,attr_value_range"`
	}
	controlAttrs struct {
		Because    string            `hcl:"because" doc:"Why the scenario must hold now, in one sentence."`
		On         string            `hcl:"on,optional" doc:"Range of releases that the control is for. Default: every release."`
		OnRange    hcl.Range         `hcl:"on,attr_value_range"`
		Variables  cty.Value         `hcl:"variables,optional" doc:"Map of other values for the file's variables."`
		VarsRange  hcl.Range         `hcl:"variables,attr_value_range"`
		Config     map[string]string `hcl:"config,optional" doc:"Lines of zoo.cfg that differ, on every server."`
		Properties map[string]string `hcl:"properties,optional" doc:"Java system properties that differ, on every server."`
		Release    string            `hcl:"release,optional" doc:"Another release to run on. Default: the same."`
		RelRange   hcl.Range         `hcl:"release,attr_value_range"`
	}
)

var scenarioSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "expect", LabelNames: []string{"guarantee"}},
	{Type: "ensemble"},
	{Type: "session", LabelNames: []string{"name"}},
	{Type: step, LabelNames: []string{"name"}},
	{Type: finally, LabelNames: []string{"name"}},
	{Type: "control", LabelNames: []string{"name"}},
}}

var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// decoder turns one scenario block into a Scenario.
type decoder struct {
	budget *Budget
	hclCtx *hcl.EvalContext
	out    *Scenario
	seen   map[string]hcl.Blocks // blocks whose names must be unique, by type

	ownRelease string       // release in the ensemble block
	lastStep   hcl.Range    // label of the last step
	parts      [][]hcl.Body // bodies of each step
}

func (f *File) decodeScenario(b *hcl.Block, hclCtx *hcl.EvalContext, in Inputs) (*Scenario, hcl.Diagnostics) {
	var attrs scenarioAttrs
	diags := f.budget.Spend(perScenario, b.DefRange)
	diags = append(diags, f.budget.decodeBody(b.Body, hclCtx, &attrs)...)
	d := &decoder{budget: &f.budget, hclCtx: hclCtx, seen: map[string]hcl.Blocks{}, out: &Scenario{
		Name: b.Labels[0], Summary: attrs.Summary, References: attrs.References, Tags: attrs.Tags,
		Range: b.DefRange, Inputs: in, Context: hclCtx,
	}}
	if !namePattern.MatchString(d.out.Name) {
		diags = append(diags, Errorf(b.LabelRanges[0], "Invalid name", "A scenario's name is used in commands and file names; use letters, digits, '.', '-' and '_'."))
	}
	diags = append(diags, validTags(attrs.Tags, attrs.TagsRange)...)
	if attrs.Releases != "" {
		var moreDiags hcl.Diagnostics
		d.out.Releases, moreDiags = d.out.Inputs.constraint(attrs.Releases, attrs.RelRange)
		diags = append(diags, moreDiags...)
	}
	diags = append(diags, d.blocks(attrs.Blocks)...)
	switch {
	case diags.HasErrors():
	case d.out.Ensemble == nil:
		diags = append(diags, Errorf(b.DefRange, "No ensemble", "A scenario needs one ensemble block, which defines its servers."))
	case !slices.ContainsFunc(d.out.Steps, func(s Step) bool { return !s.Finally }):
		diags = append(diags, Errorf(b.DefRange, "No step", "A scenario needs at least one step block."))
	default:
		diags = append(diags, d.checkSessions()...)
		diags = append(diags, d.checkRelease(attrs.RelRange)...)
	}
	return d.out, diags
}

// validTags reports tags that cannot be given on a command line, and those given twice.
func validTags(tags []string, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i, tag := range tags {
		switch {
		case !namePattern.MatchString(tag):
			diags = append(diags, Errorf(at, "Invalid tag", "%q is not a valid tag; use letters, digits, '.', '-' and '_'.", tag))
		case slices.Contains(tags[:i], tag):
			diags = append(diags, Errorf(at, "Duplicate tag", "The tag %q is given twice.", tag))
		}
	}
	return diags
}

// blocks decodes the blocks of the scenario. The body is nil if its attributes were not
// evaluated because they exceed the limits.
func (d *decoder) blocks(body hcl.Body) hcl.Diagnostics {
	if body == nil {
		return nil
	}
	content, diags := Content(body, scenarioSchema, attributeNames(scenarioAttrs{})...)
	for _, inner := range content.Blocks {
		if diags := d.budget.SpendBlock(inner.DefRange); diags.HasErrors() {
			return diags
		}
		diags = append(diags, d.block(inner)...)
	}
	for i, parts := range d.parts {
		d.out.Steps[i].Body = mergedBody(parts)
	}
	slices.SortStableFunc(d.out.Steps, func(a, b Step) int { return a.rank() - b.rank() })
	return diags
}

// mergedBody returns the body of a block that is written in parts.
func mergedBody(parts []hcl.Body) hcl.Body {
	if len(parts) == 1 {
		return parts[0]
	}
	return hcl.MergeBodies(parts)
}

func (d *decoder) block(b *hcl.Block) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if b.Type != "ensemble" && b.Type != step && b.Type != finally {
		diags = duplicates(b.Type, d.seen[b.Type], b)
		d.seen[b.Type] = append(d.seen[b.Type], b)
		if diags.HasErrors() {
			return diags // the errors of a duplicate would be consequential ones
		}
	}
	switch b.Type {
	case "expect":
		return append(diags, d.expect(b)...)
	case "ensemble":
		return append(diags, d.ensemble(b)...)
	case "session":
		return append(diags, d.session(b)...)
	case "control":
		return append(diags, d.control(b)...)
	default:
		d.step(b)
		return diags
	}
}

// step adds a step. In JSON a step may be a list of objects, so that its words can have any
// order; hcl makes a block of each object, all with the same label.
func (d *decoder) step(b *hcl.Block) {
	if n := len(d.parts); n > 0 && b.LabelRanges[0] == d.lastStep {
		d.parts[n-1] = append(d.parts[n-1], b.Body)
		return
	}
	d.lastStep = b.LabelRanges[0]
	d.parts = append(d.parts, []hcl.Body{b.Body})
	d.out.Steps = append(d.out.Steps, Step{Name: b.Labels[0], Finally: b.Type == finally, Range: b.DefRange})
}

// constraint parses a range of releases, which must contain a known one.
func (in Inputs) constraint(text string, at hcl.Range) (Constraint, hcl.Diagnostics) {
	c, err := ParseConstraint(text)
	switch {
	case err != nil:
		return c, hcl.Diagnostics{Errorf(at, "Invalid range of releases", "%s.", err)}
	case len(in.Known) > 0 && !slices.ContainsFunc(in.Known, c.Allows):
		return c, hcl.Diagnostics{Errorf(at, "Empty range of releases", "No release is in the range %q; the known releases range from %s to %s.", text, in.Known[0], in.Known[len(in.Known)-1])}
	}
	return c, nil
}

// ValidRelease reports a name that is not a release, or not a known one. "" is valid.
func (in Inputs) ValidRelease(name string, at hcl.Range) hcl.Diagnostics {
	if name == "" {
		return nil
	}
	if _, err := Triple(name); err != nil {
		return hcl.Diagnostics{Errorf(at, "Invalid release", "%s.", err)}
	}
	if len(in.Known) > 0 && !slices.Contains(in.Known, in.FullRelease(name)) {
		newestFirst := slices.Clone(in.Known)
		slices.Reverse(newestFirst)
		return hcl.Diagnostics{Errorf(at, "No such release", "There is no ZooKeeper release %q.%s", name, DidYouMean(name, newestFirst))}
	}
	return nil
}

// FullRelease returns the full name of a release, whose suffix may be omitted: 3.5.0 is
// 3.5.0-alpha. It returns unknown names unchanged.
func (in Inputs) FullRelease(name string) string {
	for _, known := range in.Known {
		if number, _, _ := strings.Cut(known, "-"); number == name {
			return known
		}
	}
	return name
}

// DefaultTimeout is the timeout that a session requests by default. With ZooKeeper's default
// tickTime of 2 s, servers grant 4 s to 40 s.
const DefaultTimeout = "10s"

func (d *decoder) session(b *hcl.Block) hcl.Diagnostics {
	attrs := sessionAttrs{Timeout: DefaultTimeout}
	diags := append(ValidName(b.Labels[0], "session", b.LabelRanges[0]), d.budget.decodeBody(b.Body, d.hclCtx, &attrs)...)
	timeout, err := time.ParseDuration(attrs.Timeout)
	if err != nil || timeout <= 0 {
		diags = append(diags, InvalidDuration(attrs.Timeout, attrs.TimeoutRange))
	}
	auth, moreDiags := credentials(attrs.Auth, attrs.AuthRange)
	diags = append(diags, moreDiags...)
	d.out.Sessions = append(d.out.Sessions, Session{Name: b.Labels[0], Server: attrs.Server, Timeout: timeout, Auth: auth, Range: attrs.ServerRange})
	return diags
}

// InvalidDuration returns the error for a text that is not a duration greater than zero.
func InvalidDuration(text string, at hcl.Range) *hcl.Diagnostic {
	return Errorf(at, "Invalid duration", `%q is not a duration greater than zero; write a number and a unit, such as "500ms", "20s" or "2m".`, text)
}

// checkRelease reports an ensemble block whose release is not in the scenario's own range. A
// release given on the command line is checked elsewhere.
func (d *decoder) checkRelease(at hcl.Range) hcl.Diagnostics {
	if d.ownRelease == "" || d.out.Releases.Allows(d.ownRelease) {
		return nil
	}
	return hcl.Diagnostics{Errorf(at, "Release out of range", "The scenario is for the releases %s, but its ensemble has %s.", d.out.Releases, d.ownRelease)}
}

func (d *decoder) checkSessions() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i := range d.out.Sessions {
		s := &d.out.Sessions[i]
		if s.Range.Empty() { // no server is given
			s.Server = d.out.Ensemble.AtBoot()[0]
		}
		if d.out.Ensemble.Server(s.Server) == nil {
			diags = append(diags, NoSuchServer(s.Server, d.out.Ensemble, s.Range))
		}
	}
	return diags
}

// NoSuchServer returns the error for a server that the ensemble lacks.
func NoSuchServer(id int, e *Ensemble, at hcl.Range) *hcl.Diagnostic {
	return Errorf(at, "No such server", "There is no server %d; the ensemble has the servers %s.", id, joinIDs(e))
}

func joinIDs(e *Ensemble) string {
	text := ""
	for i, s := range e.Servers {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(s.ID)
	}
	return text
}

func (d *decoder) control(b *hcl.Block) hcl.Diagnostics {
	var attrs controlAttrs
	diags := d.budget.decodeBody(b.Body, d.hclCtx, &attrs)
	if diags.HasErrors() {
		return diags
	}
	c := Control{Name: b.Labels[0], Because: attrs.Because, Range: b.DefRange, Change: Inputs{
		Release: d.out.Inputs.FullRelease(attrs.Release), Config: attrs.Config, Properties: attrs.Properties,
	}}
	switch v := attrs.Variables; {
	case v == cty.NilVal, v.IsNull():
	case v.Type().IsObjectType() && v.IsKnown():
		c.Change.Variables = v.AsValueMap()
	default:
		diags = append(diags, Errorf(attrs.VarsRange, "Invalid variables", "It must be a map of names and values, such as { servers = 3 }."))
	}
	if attrs.On != "" {
		var moreDiags hcl.Diagnostics
		c.On, moreDiags = d.out.Inputs.constraint(attrs.On, attrs.OnRange)
		diags = append(diags, moreDiags...)
	}
	diags = append(diags, d.out.Inputs.ValidRelease(attrs.Release, attrs.RelRange)...)
	diags = append(diags, d.settings(b.Body, attrs.Config, attrs.Properties)...)
	if !diags.HasErrors() && len(c.Change.Variables)+len(c.Change.Config)+len(c.Change.Properties) == 0 && c.Change.Release == "" {
		diags = append(diags, Errorf(b.DefRange, "Control changes nothing", "A control removes the cause by variables, properties, config or release; this one has none of them."))
	}
	d.out.Controls = append(d.out.Controls, c)
	return diags
}
