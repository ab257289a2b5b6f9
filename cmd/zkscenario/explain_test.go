package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// inExplanation has for each attribute of the blocks that set up a run a value, and what explain then
// shows, as text and in JSON.
var inExplanation = map[string]map[string]struct{ value, text, json string }{
	"ensemble": {
		"servers":    {`4`, "server  1, 2, 3, 4: ", `"id":4`},
		"auth":       {`["digest ann:secret", "ip"]`, "its own clients authenticate with digest and ip too", `"auth":["digest","ip"]`},
		"observers":  {`1`, "an observer", `"observer":true`},
		"release":    {`"3.8.4"`, "server  1, 2, 3: release 3.8.4", `"release":"3.8.4"`},
		"config":     {`{ tickTime = 700 }`, "tickTime=700", `"config":{"tickTime":"700"}`},
		"properties": {`{ "a.b" = "c" }`, "a.b=c", `"properties":{"a.b":"c"}`},
	},
	"server": {
		"id":          {`7`, "server  2, 3, 7: ", `"id":7`},
		"observer":    {`true`, "an observer", `"observer":true`},
		"release":     {`"3.8.4"`, "server  1: release 3.8.4", `"release":"3.8.4"`},
		"config":      {`{ tickTime = 700 }`, "tickTime=700", `"config":{"tickTime":"700"}`},
		"properties":  {`{ "a.b" = "c" }`, "a.b=c", `"properties":{"a.b":"c"}`},
		"data_size":   {`"3MB"`, "a data disk of 3MB", `"data_disk":{"bytes":3000000}`},
		"data_inodes": {`70`, "a data disk with 70 inodes", `"data_disk":{"inodes":70}`},
		"log_size":    {`"3MB"`, "a log disk of 3MB", `"log_disk":{"bytes":3000000}`},
		"log_inodes":  {`70`, "a log disk with 70 inodes", `"log_disk":{"inodes":70}`},
		"starts":      {`"later"`, "started later", `"later":true`},
		"controller":  {`true`, "under the fault controller", `"controller":true`},
		"server_list": {`[1, 2]`, "listing 1, 2", `"server_list":[1,2]`},
	},
	"session": {
		"server":  {`2`, "on server 2", `"server":2`},
		"auth":    {`["digest ann:secret", "ip"]`, "authenticates with digest and ip", `"auth":["digest","ip"]`},
		"timeout": {`"3s"`, "a timeout of 3 s", `"timeout":3`},
	},
}

// An attribute that a block gets is not forgotten: whatever sets up a run is explained.
func TestExplainShowsEachAttribute(t *testing.T) {
	for block, target := range spec.Blocks() {
		values, explained := inExplanation[block]
		if !explained {
			continue
		}
		for _, a := range harness.Attributes(target) {
			t.Run(block+" "+a.Name, func(t *testing.T) {
				want, known := values[a.Name]
				assert.Assert(t, known, "show the attribute %s of %s in explain, and list it here", a.Name, block)
				with, data := explanationOf(t, block, a.Name, want.value)
				without, dataWithout := explanationOf(t, block, "", "")
				assert.Assert(t, strings.Contains(with, want.text), "%s\nlacks: %s", with, want.text)
				assert.Assert(t, strings.Contains(data, want.json), "%s\nlacks: %s", data, want.json)
				assert.Assert(t, !strings.Contains(without, want.text) && !strings.Contains(dataWithout, want.json), "%s is shown without it", want.text)
			})
		}
	}
}

// explanationOf explains a scenario in which a block has one attribute more; "" adds none.
func explanationOf(t *testing.T, block, name, value string) (words, data string) {
	t.Helper()
	bodies := map[string]string{"ensemble": "servers = 3", "server": "", "session": ""}
	if name == "servers" {
		bodies["ensemble"] = ""
	}
	if name != "" {
		bodies[block] += fmt.Sprintf("\n%s = %s", name, value)
	}
	src := fmt.Sprintf("scenario \"s\" {\nsummary = \"s\"\nensemble {\n%s\nserver \"1\" {\n%s\n}\n}\nsession \"app\" {\n%s\n}\nstep \"a\" {\nread \"/\" {}\n}\n}\n",
		bodies["ensemble"], bodies["server"], bodies["session"])
	_, plans, diags := harness.Load("s.hcl", []byte(src), spec.Inputs{}, language())
	assert.Assert(t, !diags.HasErrors(), "%s\n%s", src, diags)
	var out bytes.Buffer
	explain(&out, plans[0].Explain())
	text, err := json.Marshal(plans[0].Explain())
	assert.NilError(t, err)
	return out.String(), string(text)
}
