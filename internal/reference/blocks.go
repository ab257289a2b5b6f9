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

// blocks joins the descriptions of the blocks with the attributes that they are decoded
// into. A block without a description comes last, and is a gap.
func blocks(v values.Vocabulary, among []runtime.Runtime) Reference {
	targets := spec.Blocks()
	all := slices.Clone(describedBlocks)
	for i := range all {
		e := &all[i]
		e.Kind = Block
		if target, ok := targets[e.Name]; ok {
			e.Arguments = valuesOf(harness.Attributes(target))
		}
		if e.Name == "server" {
			e.Runtimes = "With `data_size`, `data_inodes`, `log_size` or `log_inodes`: " + inSentence(runtime.WhoCan(runtime.CanSize, among)) +
				" With `controller`: " + inSentence(runtime.WhoCan(runtime.CanControl, among))
		}
		if e.Name == "step" || e.Name == "finally" {
			e.Arguments = valuesOf(v.Step)
		}
		delete(targets, e.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		all = append(all, Entry{Name: name, Kind: Block, Usage: name, Arguments: valuesOf(harness.Attributes(targets[name]))})
	}
	return all
}

// inSentence continues a sentence by the one that states where a capability is.
func inSentence(where string) string { return strings.Replace(where, "It", "it", 1) }

// procedureExample defines the procedure that the example of call calls.
const procedureExample = `procedure "write twice" {
  argument "data" { default = "x" }
  set "/config" { data = arg.data }
  set "/config" { data = arg.data }
}`

// describedBlocks describes the blocks of package spec, besides their attributes.
var describedBlocks = Reference{
	{
		Name: "scenario", Usage: `scenario "name"`,
		Summary: "One run of one ensemble. Names are unique in a file.",
		Blocks: []Inner{
			{Name: "expect", Count: "any number, one for each guarantee"},
			{Name: "ensemble", Count: "one"},
			{Name: "session", Count: "any number"},
			{Name: "step", Count: "one or more"},
			{Name: "finally", Count: "any number"},
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
		Summary: "States on which releases this [guarantee](#guarantees) is violated, or at least one of several. See [verdicts](#verdicts-and-exit-codes). For the same release, no guarantee is in two such blocks.",
		Example: `expect "single_system_image" { violated_on = ">= 3.5.0" }
expect "durability" {
  or          = ["replica_agreement"]
  violated_on = "< 3.5.3"
}`,
	},
	{
		Name: "ensemble", Usage: "ensemble",
		Summary: "The servers, which boot before the first step. It is ready when all of them serve, are synced, and have processed a committed write.",
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
		Summary: "Settings of one server, within `ensemble`. The label is its position, counted from 1; with `id`, everything else refers to it by that id.",
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
		Summary: "A ZooKeeper client. It connects at its first use, and stays with its server until it is moved: when the connection is lost, it tries the same server again.",
		Example: `session "app" {
  server  = 2
  timeout = "5s"
}`,
	},
	{
		Name: "step", Usage: `step "description"`,
		Summary: "[Actions](#actions), [assertions](#assertions) and [structures](#structures), at least one, which run in the order written. Names of steps are unique; `boot` and `judge` are reserved, for what comes before and after. " +
			"Expressions are checked when the file is loaded, and evaluated when their block runs: they see the ensemble as it is then. " +
			"Each of them may have `when = CONDITION` besides its own attributes: if the condition is false then, the block is left out. What is conditional in this way defines a result only if it runs.",
		Example: `step "the leader is killed" {
  session = "app"
  kill { server = leader }
  await { leader = 2 }
  create "/after" {}
}`,
	},
	{
		Name: "finally", Usage: `finally "description"`,
		Summary: "A step that runs after all others, whatever happened: also when one of them could not go on, or a guarantee broke in a way that ends the scenario; but not after an interrupt, or the end of the time for the run. " +
			"It can bring servers back and look at them, so that there are trees to compare. After a scenario that ended early its own failure is shown and changes no verdict. Of several, each runs.",
		Example: `finally "the servers are back" {
  start { servers = [for id in [1, 2] : id if server(id).exited] }
  await { serving = [1, 2] }
  read "/" {}
}`,
	},
	{
		Name: "control", Usage: `control "name"`,
		Summary: "The experiment's control: the same scenario without the cause of the bug, which must hold. A bug whose controls hold has its cause proven. A control changes at least one of " +
			"variables, config, properties and release. `zkscenario run --control` also runs the controls, on the releases on which the scenario expects a violation.",
		Example: `control "no sync from disk" {
  because    = "Leaders may not sync servers from their transaction logs."
  properties = { "zookeeper.snapshotSizeFactor" = "-1" }
  on         = ">= 3.5.4"
}`,
	},
	{
		Name: "variable", Usage: `variable "name"`,
		Summary: "A value that `--var name=value` or a control can set. Expressions read it as `var.name`.",
		Example: `variable "victims" {
  description = "The servers that are killed."
  default     = [2, 4]
}`,
	},
	{
		Name: "procedure", Usage: `procedure "name"`,
		Summary: "Actions, assertions and structures for several scenarios, in the same file or in another file of the same folder; [`call`](#call) runs them. " +
			"They see the arguments as `arg.name`, the release, sessions, results and servers, but no `var` and `local` of any file.",
		Blocks:  []Inner{{Name: "argument", Count: "any number"}},
		Example: procedureExample,
	},
	{
		Name: "argument", Usage: `argument "name"`,
		Summary: "A value that each call gives to a procedure, within `procedure`.",
		Example: `procedure "cycle" {
  argument "server" { description = "The server to restart." }
  restart { server = arg.server }
}`,
	},
	{
		Name: "locals", Usage: "locals",
		Summary: "Named values, which may use each other in any order. Expressions read them as `local.name`.",
		Example: `locals {
  victims = [1, 2]
  count   = length(local.victims)
}`,
	},
}
