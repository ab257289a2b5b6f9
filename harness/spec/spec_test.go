package spec_test

import (
	"os"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
)

const validFile = "testdata/valid/everything.hcl"

func parse(t *testing.T) *spec.File {
	t.Helper()
	src, err := os.ReadFile(validFile)
	assert.NilError(t, err)
	file, diags := spec.Parse(validFile, src)
	assert.Assert(t, !diags.HasErrors(), diags)
	return file
}

func scenario(t *testing.T, in spec.Inputs) *spec.Scenario {
	t.Helper()
	sc, diags := parse(t).Scenario("everything", in)
	assert.Assert(t, !diags.HasErrors(), diags)
	return sc
}

func TestDecodedScenario(t *testing.T) {
	sc := scenario(t, spec.Inputs{})
	assert.Equal(t, sc.Name, "everything")
	assert.Equal(t, sc.Summary, "Every block, and every attribute of each.")
	assert.DeepEqual(t, sc.References, []string{"ZOOKEEPER-1934", "ZOOKEEPER-2846"})
	assert.DeepEqual(t, sc.Tags, []string{"slow", "snapshot.v2"})
	assert.Equal(t, len(sc.Steps), 2)
	assert.DeepEqual(t, []any{sc.Steps[0].Name, sc.Steps[0].Finally, sc.Steps[0].Type()}, []any{"one", false, "step"})
	assert.DeepEqual(t, []any{sc.Steps[1].Name, sc.Steps[1].Finally, sc.Steps[1].Type()}, []any{"two", true, "finally"})

	app, other := sc.Sessions[0], sc.Sessions[1]
	assert.DeepEqual(t, []any{app.Name, app.Server, app.Timeout}, []any{"app", 4, 90 * time.Second})
	assert.DeepEqual(t, []any{other.Name, other.Server, other.Timeout}, []any{"other", 1, 10 * time.Second})
	assert.DeepEqual(t, app.Auth, []spec.Credentials{{Scheme: "digest", Secret: "ann:my secret"}, {Scheme: "sasl"}})
	assert.DeepEqual(t, sc.Ensemble.Auth, []spec.Credentials{{Scheme: "digest", Secret: "super:secret"}})
	assert.Equal(t, len(other.Auth), 0)

	control := sc.Controls[0]
	assert.Equal(t, control.Name, "nobody is down")
	assert.Equal(t, control.On.String(), ">= 3.5.0")
	assert.Equal(t, control.Change.Release, "3.5.0-alpha")
}

func TestTick(t *testing.T) {
	one, two := spec.Server{ID: 1}, spec.Server{ID: 2, Config: map[string]string{"tickTime": "200"}}
	assert.Equal(t, (&spec.Ensemble{Servers: []spec.Server{one, one}}).Tick(), 500*time.Millisecond)
	assert.Equal(t, (&spec.Ensemble{Servers: []spec.Server{two, two}}).Tick(), 200*time.Millisecond)
	assert.Equal(t, (&spec.Ensemble{Servers: []spec.Server{one, two}}).Tick(), time.Duration(0))
}

func TestLocalSessions(t *testing.T) {
	server := func(id int, release, enabled string) spec.Server {
		return spec.Server{ID: id, Release: release, Config: map[string]string{"localSessionsEnabled": enabled}}
	}
	for name, c := range map[string]struct {
		servers []spec.Server
		want    bool
	}{
		"on one server":            {[]spec.Server{server(1, "3.9.5", "false"), server(2, "3.9.5", "True")}, true},
		"on none":                  {[]spec.Server{server(1, "3.9.5", "false"), server(2, "3.9.5", "yes")}, false},
		"on releases without them": {[]spec.Server{server(1, "3.4.14", "true"), server(2, "3.4.14", "true")}, false},
		"on a standalone server":   {[]spec.Server{server(1, "3.9.5", "true")}, false},
	} {
		assert.Equal(t, (&spec.Ensemble{Servers: c.servers}).HasLocalSessions(), c.want, name)
	}
}

func TestAQuorumOfOne(t *testing.T) {
	e := &spec.Ensemble{Servers: []spec.Server{{ID: 1}, {ID: 2, List: []int{2}}}}
	assert.Assert(t, !e.Standalone(&e.Servers[0]))
	assert.Assert(t, e.Standalone(&e.Servers[1]))
	e.Servers[1].Config = map[string]string{"standaloneEnabled": "false"}
	for name, standalone := range map[string]bool{"3.4.14": true, "3.5.0-alpha": false} {
		e.Servers[1].Release = name
		assert.Equal(t, e.Standalone(&e.Servers[1]), standalone, name)
	}
}

func TestServersOfEnsembleAndServerBlocks(t *testing.T) {
	e := scenario(t, spec.Inputs{}).Ensemble
	assert.Equal(t, len(e.Servers), 4)
	assert.Equal(t, e.Voters(), 2)
	assert.Equal(t, e.Quorum(), 2)
	assert.Assert(t, e.Server(5) == nil)
	assert.DeepEqual(t, *e.Server(1), spec.Server{
		ID: 1, Release: "3.4.14",
		Config:     map[string]string{"tickTime": "500", "snapCount": "200"},
		Properties: map[string]string{"zookeeper.a": "1", "zookeeper.b": "1"},
	})
	assert.DeepEqual(t, *e.Server(2), spec.Server{
		ID: 2, Release: "3.4.14",
		Config:     map[string]string{"tickTime": "500", "snapCount": "10"},
		Properties: map[string]string{"zookeeper.a": "1", "zookeeper.b": "2"},
	})
	assert.Assert(t, e.Server(3).Observer, "according to its server block")
	assert.Assert(t, e.Server(4).Observer, "according to observers = 1")
}

func TestInputsOverrideTheFile(t *testing.T) {
	e := scenario(t, spec.Inputs{
		Release: "3.9.5", Variables: map[string]cty.Value{"size": cty.StringVal("5")},
		Config: map[string]string{"snapCount": "1"}, Properties: map[string]string{"zookeeper.b": "9"},
	}).Ensemble
	assert.Equal(t, e.Release, "3.9.5")
	assert.Equal(t, len(e.Servers), 6, "a string with a number must be converted")
	for _, s := range e.Servers {
		assert.Equal(t, s.Release, "3.9.5")
		assert.Equal(t, s.Config["snapCount"], "1", "inputs must override server blocks too")
		assert.Equal(t, s.Config["tickTime"], "500")
		assert.Equal(t, s.Properties["zookeeper.b"], "9")
	}
}

func TestControlChangesOnlyWhatItNames(t *testing.T) {
	in := spec.Inputs{Release: "3.8.4", Config: map[string]string{"a": "1"}, Variables: map[string]cty.Value{"size": cty.NumberIntVal(5)}}
	out := in.With(scenario(t, spec.Inputs{}).Controls[0].Change)
	assert.Equal(t, out.Release, "3.5.0-alpha")
	assert.DeepEqual(t, out.Config, map[string]string{"a": "1", "snapCount": "100"})
	assert.DeepEqual(t, out.Properties, map[string]string{"zookeeper.b": "3"})
	assert.Equal(t, len(out.Variables), 2)
	assert.Equal(t, in.Release, "3.8.4", "With must not change its receiver")
	assert.Equal(t, len(in.Config), 1)
	assert.Equal(t, in.With(spec.Inputs{}).Release, "3.8.4")
}

func TestReleaseIsUnknownUntilItIsGiven(t *testing.T) {
	for release, want := range map[string]cty.Value{"": cty.UnknownVal(cty.Bool), "3.4.14": cty.True, "3.5.0-alpha": cty.False} {
		locals := scenario(t, spec.Inputs{Release: release}).Context.Variables["local"]
		assert.Assert(t, locals.GetAttr("old").RawEquals(want), "release %q", release)
	}
}

func TestExpectedFollowsTheRelease(t *testing.T) {
	sc := scenario(t, spec.Inputs{})
	for release, want := range map[string][]string{
		"3.4.3":       {"single_system_image"},
		"3.4.4":       nil,
		"3.5.3-beta":  {"single_system_image"},
		"3.5.0-alpha": {"single_system_image"},
		"3.5.4":       nil,
		"3.9.5":       {"rejoin"},
	} {
		var got []string
		for _, e := range sc.Expected(release) {
			got = append(got, e.String())
		}
		assert.DeepEqual(t, got, want)
	}
}

func TestUnknownVariableOfTheCommandLine(t *testing.T) {
	_, diags := parse(t).Scenarios(spec.Inputs{Variables: map[string]cty.Value{"sise": cty.NumberIntVal(5)}})
	assert.ErrorContains(t, diags, `has no variable "sise". Did you mean "size"?`)
	_, diags = parse(t).Scenarios(spec.Inputs{Variables: map[string]cty.Value{"size": cty.StringVal("many")}})
	assert.ErrorContains(t, diags, "Wrong value for variable")
}

func TestMissingScenario(t *testing.T) {
	sc, diags := parse(t).Scenario("nothing", spec.Inputs{})
	assert.Assert(t, sc == nil)
	assert.Assert(t, !diags.HasErrors())
}

func TestConstraint(t *testing.T) {
	for _, c := range []struct {
		text    string
		in, out []string
	}{
		{">= 3.5.0", []string{"3.5.0", "3.5.0-alpha", "3.10.0"}, []string{"3.4.14", "trunk", ""}},
		{"< 3.5.3", []string{"3.5.2-alpha"}, []string{"3.5.3-beta", "3.5.3"}},
		{">= 3.5.0, < 3.9.4", []string{"3.9.3"}, []string{"3.9.4", "3.9.5", "3.4.14"}},
		{"< 3.4.4 || >= 3.5.0, < 3.5.4", []string{"3.4.3", "3.5.3"}, []string{"3.4.4", "3.5.4"}},
		{"3.8.4", []string{"3.8.4"}, []string{"3.8.5"}},
	} {
		parsed, err := spec.ParseConstraint(c.text)
		assert.NilError(t, err)
		assert.Equal(t, parsed.String(), c.text)
		for _, release := range c.in {
			assert.Assert(t, parsed.Allows(release), "%s is not in %s", release, c.text)
		}
		for _, release := range c.out {
			assert.Assert(t, !parsed.Allows(release), "%s is in %s", release, c.text)
		}
	}
	assert.Assert(t, spec.Constraint{}.Allows("anything"))
	assert.Equal(t, spec.Constraint{}.String(), "every release")
}

func TestTriple(t *testing.T) {
	v, err := spec.Triple("3.5.3-beta")
	assert.NilError(t, err)
	assert.Equal(t, v.String(), "3.5.3")
	for _, text := range []string{"", "3.5", "3.5.x", "v3.5.3", "latest"} {
		_, err := spec.Triple(text)
		assert.ErrorContains(t, err, "not a ZooKeeper release")
	}
}

func TestParseValue(t *testing.T) {
	for text, want := range map[string]cty.Value{
		"5":       cty.NumberIntVal(5),
		"true":    cty.True,
		`"text"`:  cty.StringVal("text"),
		"text":    cty.StringVal("text"),
		"a b":     cty.StringVal("a b"),
		"[2, 4]":  cty.TupleVal([]cty.Value{cty.NumberIntVal(2), cty.NumberIntVal(4)}),
		"${x":     cty.StringVal("${x"),
		"0x1":     cty.StringVal("0x1"),
		"{a = 1}": cty.ObjectVal(map[string]cty.Value{"a": cty.NumberIntVal(1)}),
	} {
		got := spec.ParseValue(text)
		assert.Assert(t, got.RawEquals(want), "%s is %#v", text, got)
	}
}

func TestDidYouMean(t *testing.T) {
	for given, want := range map[string]string{
		"stat":      ` Did you mean "start"?`,
		"ste":       ` Did you mean "set"?`,
		"something": " There are: set, start, stop.",
	} {
		assert.Equal(t, spec.DidYouMean(given, []string{"set", "start", "stop"}), want)
	}
	assert.Equal(t, spec.DidYouMean("x", nil), " There is none.")
}

func TestSettingsOfServerBlocks(t *testing.T) {
	file, diags := spec.Parse("servers.hcl", []byte(`
scenario "servers" {
  summary = "Servers differ."

  ensemble {
    servers   = 3
    observers = 1
    release   = "3.9.5"

    server "1" {
      id          = 200
      release     = "3.4.14"
      server_list = [200, 2, 3]
    }
    server "3" {
      data_size   = "3MB"
      data_inodes = 20
      log_inodes  = 10
    }
    server "4" { starts = "later" }
  }

  step "one" {
    anything {}
  }
}
`))
	assert.Assert(t, !diags.HasErrors(), "%s", diags)
	all, diags := file.Scenarios(spec.Inputs{Release: "3.8.4"})
	assert.Assert(t, !diags.HasErrors(), "%s", diags)
	e := all[0].Ensemble
	assert.Equal(t, e.Release, "3.8.4", "the release of the inputs must override the ensemble's")
	assert.DeepEqual(t, e.AtBoot(), []int{2, 3, 200})
	assert.Assert(t, e.HasSizedDisks())
	first, sized, later := e.Server(200), e.Server(3), e.Server(4)
	assert.Equal(t, first.Release, "3.4.14", "a server's own release must take precedence")
	assert.Equal(t, sized.Release, "3.8.4")
	assert.DeepEqual(t, sized.DataDisk, &spec.Disk{Bytes: 3_000_000, Inodes: 20})
	assert.DeepEqual(t, sized.LogDisk, &spec.Disk{Inodes: 10})
	assert.Assert(t, later.Later && later.Observer)
	assert.Assert(t, first.Lists(2) && !first.Lists(4) && sized.Lists(4))
	assert.DeepEqual(t, e.Listed(first), []int{2, 3, 200})
	assert.DeepEqual(t, first.With(spec.Change{List: []int{200, 3}}).List, []int{200, 3})
}

func TestSessionBeginsOnTheFirstServerThatBoots(t *testing.T) {
	file, diags := spec.Parse("x.hcl", []byte(`scenario "x" {
  summary = "x"
  ensemble {
    servers = 3
    server "1" { starts = "later" }
    server "2" { id = 9 }
  }
  session "app" {}
  step "x" {}
}`))
	assert.Assert(t, !diags.HasErrors(), diags)
	sc, diags := file.Scenario("x", spec.Inputs{})
	assert.Assert(t, !diags.HasErrors(), diags)
	assert.Equal(t, sc.Sessions[0].Server, 3)
}
