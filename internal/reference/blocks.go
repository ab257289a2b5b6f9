package reference

import (
	"maps"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/values"
)

// blocks joins what is told of the blocks with the attributes that they are
// decoded into. A block that nothing is told of comes last, and is a gap.
func blocks(v values.Vocabulary, among []runtime.Runtime) Reference {
	targets := spec.Blocks()
	told := slices.Clone(toldBlocks)
	for i := range told {
		e := &told[i]
		e.Kind = Block
		if target, ok := targets[e.Name]; ok {
			e.Arguments = written(harness.Attributes(target))
		}
		if e.Name == "server" {
			e.Runtimes = "With `data_size`, `data_inodes`, `log_size` or `log_inodes`: " + inSentence(runtime.WhoCan(runtime.CanSize, among)) +
				" With `controller`: " + inSentence(runtime.WhoCan(runtime.CanControl, among))
		}
		if e.Name == "step" {
			e.Arguments = written(v.Step)
		}
		delete(targets, e.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		told = append(told, Entry{Name: name, Kind: Block, Usage: name, Arguments: written(harness.Attributes(targets[name]))})
	}
	return told
}

// inSentence is where a capability is, behind what needs it.
func inSentence(where string) string { return strings.Replace(where, "It", "it", 1) }

// toldBlocks is what the code of package spec cannot say of itself.
var toldBlocks = Reference{
	{
		Name: "scenario", Usage: `scenario "name"`,
		Summary: "One story, with one ensemble. Names are unique in a file.",
		Blocks: []Inner{
			{Name: "expect", Count: "any number, one for each guarantee"},
			{Name: "ensemble", Count: "one"},
			{Name: "session", Count: "any number"},
			{Name: "step", Count: "one or more"},
			{Name: "control", Count: "any number"},
		},
		Example: `scenario "a_server_serves" {
  summary    = "A session reads the root."
  tags       = ["fast"]
  references = ["ZOOKEEPER-1934"]
  releases   = ">= 3.5.0"

  ensemble { servers = 1 }

  session "app" {}

  step "the root is read" {
    read "/" {}
  }
}`,
	},
	{
		Name: "expect", Usage: `expect "guarantee"`,
		Summary: "On which releases this [guarantee](#guarantees) breaks. What breaks without being expected is a violation; what is expected and holds was not reproduced.",
		Example: `expect "single_system_image" { violated_on = ">= 3.5.0" }`,
	},
	{
		Name: "ensemble", Usage: "ensemble",
		Summary: "The servers that boot before the first step. It is ready when all of them serve, are synced, and have seen a committed write.",
		Blocks:  []Inner{{Name: "server", Count: "any number"}},
		Example: `ensemble {
  servers   = 3
  observers = 1
  release   = "3.9.5"
  config    = { tickTime = 500, snapCount = 200 }
}`,
	},
	{
		Name: "server", Usage: `server "id"`,
		Summary: "What is different about one server; it stands in `ensemble`. The label is its place, counted from 1; with `id` it is called by that id everywhere else.",
		Example: `ensemble {
  servers = 4
  server "2" {
    config   = { snapCount = 1000 }
    log_size = "3MB"
  }
  server "3" {
    id      = 200
    release = "3.8.4"
  }
  server "4" {
    starts      = "later"
    server_list = [1, 2, 200, 4]
  }
}`,
	},
	{
		Name: "session", Usage: `session "name"`,
		Summary: "A ZooKeeper client. It connects when a word first needs it, and stays on its server until it is moved: when the server goes, the client tries the same one again.",
		Example: `session "app" {
  server  = 2
  timeout = "5s"
}`,
	},
	{
		Name: "step", Usage: `step "what happens, in words"`,
		Summary: "[Structures](#structures), [actions](#actions) and [assertions](#assertions), at least one, played in the order written. The names of steps are unique; `boot` and `judge` are taken, for what comes before and after. " +
			"Words are checked when the file is loaded, and evaluated when they are played: they see the ensemble as it is then.",
		Example: `step "the leader is killed" {
  session = "app"
  kill { server = leader }
  await { leader = 2 }
  create "/after" {}
}`,
	},
	{
		Name: "control", Usage: `control "name"`,
		Summary: "The experiment's control. It is the same scenario with the cause of the bug taken away, and must hold. A bug whose controls hold has its cause proven. A control changes at least one of " +
			"variables, config, properties and release. `zkscenario run --control` runs the controls too, on the releases where the scenario expects something to break.",
		Example: `control "no sync from disk" {
  because    = "Leaders may not sync servers out of their transaction logs."
  properties = { "zookeeper.snapshotSizeFactor" = "-1" }
  on         = ">= 3.5.4"
}`,
	},
	{
		Name: "variable", Usage: `variable "name"`,
		Summary: "A value that can be given from outside, by `--var name=value` or by a control. Expressions read it as `var.name`.",
		Example: `variable "victims" {
  description = "The servers that are killed."
  default     = [2, 4]
}`,
	},
	{
		Name: "procedure", Usage: `procedure "name"`,
		Summary: "Words that recur, written once. It stands beside the scenarios of a file, or in another file of the same folder, and [`call`](#call) runs it. " +
			"Its words see its arguments as `arg.name`, the release, sessions, results and servers; they do not see `var` and `local` of any file.",
		Blocks: []Inner{{Name: "argument", Count: "any number"}},
		Example: `procedure "write twice" {
  argument "data" { default = "x" }
  set "/config" { data = arg.data }
  set "/config" { data = arg.data }
}`,
	},
	{
		Name: "argument", Usage: `argument "name"`,
		Summary: "A value that each call gives to a procedure; it stands in `procedure`.",
		Example: `procedure "cycle" {
  argument "server" { description = "The one that is killed and started." }
  restart { server = arg.server }
}`,
	},
	{
		Name: "locals", Usage: "locals",
		Summary: "Names for expressions, which may use each other in any order. Expressions read them as `local.name`.",
		Example: `locals {
  victims = [1, 2]
  count   = length(local.victims)
}`,
	},
}
