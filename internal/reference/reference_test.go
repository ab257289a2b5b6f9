package reference_test

import (
	"bytes"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/internal/reference"
	"github.com/zkscenario/zkscenario/internal/reference/text"
)

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
}

// words returns the entries that a step may hold.
func words() reference.Reference {
	all := reference.New(language())
	return slices.Concat(all.Of(reference.Action), all.Of(reference.Assertion), all.Of(reference.Structure))
}

func load(t *testing.T, src string) *harness.Plan {
	t.Helper()
	file, plans, diags := harness.Load("words.hcl", []byte(src), spec.Inputs{Release: "3.9.5"}, language())
	if len(diags) > 0 {
		var text bytes.Buffer
		assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
		t.Fatalf("\n%s", &text)
	}
	return plans[0]
}

func TestEachExampleHolds(t *testing.T) {
	for _, e := range words() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			// A short timeout, as the session of one example expires.
			src := strings.Replace(e.Scenario(e.Example), "{ server = 1 }", "{\nserver = 1\ntimeout = \"1s\"\n}", 1)
			rep := harness.Run(t.Context(), load(t, src), harness.Options{Runtime: &fake.Runtime{}})
			assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
			assert.Equal(t, rep.Matching(), len(rep.Facts))
		})
	}
}

// hanging stops all further replies to the client, with a fake.Deviation.
const hanging = `exists "/hangs" { wait = false }
`

// The receipt of an operation is its reply: without one the run is inconclusive.
func TestEachOperationNeedsItsReply(t *testing.T) {
	operations := 0
	for _, e := range words() {
		if !slices.ContainsFunc(e.Arguments, func(a reference.Value) bool { return a.Name == "fails_with" }) {
			continue
		}
		operations++
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			head, body, _ := strings.Cut(strings.TrimSuffix(e.Example, "}"), "{")
			use := hanging + head + "{\nwithin = \"100ms\"\n" + body + "\n}"
			rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 1, Hangs: "/hangs"}}}
			rep := harness.Run(t.Context(), load(t, e.Scenario(use)), harness.Options{Runtime: rt})
			assert.Equal(t, rep.Verdict, report.Inconclusive, rep.Reason)
			assert.Assert(t, strings.Contains(rep.Reason, "unknown, Timeout"), rep.Reason)
		})
	}
	assert.Equal(t, operations, 14)
}

func TestEachWordIsDocumented(t *testing.T) {
	for _, e := range words() {
		t.Run(e.Name, func(t *testing.T) {
			assert.Assert(t, strings.HasSuffix(e.Summary, "."), "its summary is not a sentence")
			assert.Assert(t, strings.HasSuffix(e.Waits, "."), "its waits are not a sentence")
			assert.Assert(t, !strings.Contains(e.Waits, "eceipt"), "its receipt has a field of its own")
			assert.Assert(t, e.Receipt == "" || strings.HasSuffix(e.Receipt, "."), "its receipt does not end with a full stop")
			assert.Assert(t, strings.HasSuffix(e.Runtimes, "."), "its runtimes are not a sentence")
			assert.Assert(t, !strings.HasSuffix(e.Plain, "."), "Plain ends with a full stop, which explain adds")
			assert.Assert(t, strings.Contains(e.Example, e.Name+" "), "its example does not contain the word")
			assert.Equal(t, e.Label != "", strings.Contains(e.Example, e.Name+` "`), "label and example differ")
			for _, a := range e.Arguments {
				assert.Assert(t, strings.HasSuffix(a.Doc, "."), "its attribute %s has no doc tag", a.Name)
			}
		})
	}
}

func TestReferenceNamesEachOpcode(t *testing.T) {
	page := strings.Join(strings.Fields(text.Details(reference.New(language()).Find("request"))), " ")
	for _, name := range timeline.OpcodeNames() {
		code, _ := timeline.ParseOpcode(name)
		assert.Assert(t, strings.Contains(page, fmt.Sprintf(" %s (%d)", name, code)), name)
	}
}

// The function server(id) has the name of a block whose description fills a screen.
func TestDetailsBeginWithAllMeanings(t *testing.T) {
	page := text.Details(reference.New(language()).Find("server"))
	_, meanings, _ := strings.Cut(page, " meanings:\n")
	assert.Assert(t, strings.HasPrefix(meanings, "  server \"id\" (block)\n  server(id) (function in steps)\n"), page)
	alone := text.Details(reference.New(language()).Find("request"))
	assert.Assert(t, strings.HasPrefix(alone, "request \"opcode\" (action)\n"), alone)
}

func TestNewReturnsANewBlock(t *testing.T) {
	lang := language()
	isNew := func(name string, one, other any) {
		if reflect.TypeOf(one).Elem().Size() > 0 { // empty structs may share an address
			assert.Assert(t, one != other, "two blocks %s would share their attributes", name)
		}
	}
	for _, k := range lang.Actions.Kinds() {
		isNew(k.Name, k.New(), k.New())
	}
	for _, k := range lang.Assertions.Kinds() {
		isNew(k.Name, k.New(), k.New())
	}
}

// vocabulary lists names that the language must have, by kind.
var vocabulary = map[reference.Kind]string{
	reference.Block: "argument control ensemble expect finally locals procedure scenario server session step variable",
	reference.Action: "kill stop start restart pause resume power_off power_on " +
		"partition isolate cut heal " +
		"wipe edit_file restore rolled_back fill_disk free_disk " +
		"lead " +
		"move disconnect expire close connect " +
		"create set delete read exists children acl transaction sync watch unwatch fill reconfig auth request " +
		"command exec controller " +
		"background finish",
	reference.Assertion:    "await require assert fact",
	reference.Structure:    "parallel sequence repeat call",
	reference.Check:        "replica_agreement single_system_image",
	reference.Name:         "var local release",
	reference.StepName:     "leader followers observers session result arg each",
	reference.StepFunction: "server zxid epoch",
	reference.Function:     "length contains format range",
	reference.Guarantee: "single_system_image sequential_consistency read_your_writes durability atomicity watch_order watch_delivery " +
		"ephemeral_lifetime acl_integrity replica_agreement rejoin availability",
}

// attributes lists the attributes that entries of the vocabulary must have.
var attributes = map[string]string{
	"ensemble": "servers observers config properties release",
	"server":   "id observer release config properties data_size data_inodes log_size log_inodes starts server_list",
	"scenario": "summary references tags releases",
	"step":     "session",
	"argument": "default",
	"start":    "server servers release config properties server_list",
	"restart":  "server servers release config properties server_list",
	"power_on": "server servers release config properties server_list",
	"cut":      "from to direction port after",
	"await":    "leader synced persisted serving epoch zxid log exited stalled session state event result within guarantee",
	"create":   "data size mode ttl acl child as session fails_with within wait may_fail",
	"repeat":   "times for_each until within",
	"result":   "data zxid stat outcome",
	"session":  "server timeout id events",
}

func TestLanguageHasTheVocabulary(t *testing.T) {
	all := reference.New(language())
	assert.NilError(t, all.Gaps())
	for kind, names := range vocabulary {
		for _, name := range strings.Fields(names) {
			found := slices.ContainsFunc(all.Of(kind), func(e reference.Entry) bool { return e.Name == name })
			assert.Assert(t, found, "the language has no %s %s", kind, name)
		}
	}
	for name, wanted := range attributes {
		var has []string
		for _, e := range all.Find(name) {
			for _, a := range slices.Concat(e.Arguments, e.Attributes) {
				has = append(has, a.Name)
			}
		}
		for _, attribute := range strings.Fields(wanted) {
			assert.Assert(t, slices.Contains(has, attribute), "%s has no %s", name, attribute)
		}
	}
}

func TestGapsReportsMissingDescriptions(t *testing.T) {
	assert.NilError(t, reference.New(language()).Gaps())
	for want, remove := range map[string]func(e *reference.Entry){
		"the meaning of the action kill is missing":                   func(e *reference.Entry) { e.Summary = "" },
		"the description of kill for explain (Kind.Plain) is missing": func(e *reference.Entry) { e.Plain = "" },
		"what kill waits for (Kind.Waits) is missing":                 func(e *reference.Entry) { e.Waits = "" },
		"the receipt of kill (Kind.Receipt) is missing":               func(e *reference.Entry) { e.Receipt = "" },
		"the example of kill (Kind.Example) is missing":               func(e *reference.Entry) { e.Example = "" },
		"the meaning of server in kill is missing":                    func(e *reference.Entry) { e.Arguments[1].Doc = "" },
		"the meaning of zxid in kill is missing":                      func(e *reference.Entry) { e.Attributes = []reference.Value{{Name: "zxid"}} },
	} {
		all := reference.New(language())
		i := slices.IndexFunc(all, func(e reference.Entry) bool { return e.Name == "kill" })
		remove(&all[i])
		assert.Error(t, all.Gaps(), want)
	}
}

// withoutDefault lists the optional attributes that have no effect when they are left out.
const withoutDefault = "as child server servers data size properties config references tags joining leaving members variables description default " +
	"append append_hex create remove replace truncate parameter after ttl children until sizes times for_each " +
	"leader serving synced persisted exited stalled epoch zxid log result state event"

func TestOptionalAttributesNameTheirDefaults(t *testing.T) {
	for _, e := range reference.New(language()) {
		for _, a := range e.Arguments {
			if !a.Required && a.Default == "" && !slices.Contains(strings.Fields(withoutDefault), a.Name) {
				t.Errorf("%s of %s does not name its default", a.Name, e.Name)
			}
		}
	}
}

func TestDefaultsAreGroupedByValue(t *testing.T) {
	r := reference.Reference{
		{Name: "b", Arguments: []reference.Value{{Name: "x", Default: "1"}, {Name: "w", Default: "2"}, {Name: "none"}}},
		{Name: "a", Arguments: []reference.Value{{Name: "x", Default: "1"}}},
		{Name: "c", Arguments: []reference.Value{{Name: "x", Default: "3"}}},
	}
	assert.DeepEqual(t, r.Defaults(), []reference.Default{
		{Attribute: "w", Value: "2", In: []string{"b"}},
		{Attribute: "x", Value: "1", In: []string{"b", "a"}},
		{Attribute: "x", Value: "3", In: []string{"c"}},
	})
}

func TestDefaultIsReadFromTheLastSentence(t *testing.T) {
	all := reference.New(language())
	for _, c := range []struct{ word, attribute, want string }{
		{"background", "writes", "0.5"},
		{"read", "within", `"30s"`},
		{"read", "session", "that of the step, or the scenario's only one"},
		{"read", "as", ""},
		{"server", "data_size", "that of the machine"},
	} {
		args := all.Find(c.word)[0].Arguments
		i := slices.IndexFunc(args, func(a reference.Value) bool { return a.Name == c.attribute })
		assert.Equal(t, args[i].Default, c.want, "%s of %s", c.attribute, c.word)
	}
}

func TestFindReturnsAllMeanings(t *testing.T) {
	all := reference.New(language())
	kinds := func(name string) []reference.Kind {
		var kinds []reference.Kind
		for _, e := range all.Find(name) {
			kinds = append(kinds, e.Kind)
		}
		return kinds
	}
	assert.DeepEqual(t, kinds("replica_agreement"), []reference.Kind{reference.Check, reference.Guarantee})
	assert.DeepEqual(t, kinds("tags"), []reference.Kind{reference.Argument})
	assert.DeepEqual(t, kinds("epoch"), []reference.Kind{reference.StepFunction, reference.Argument, reference.Argument, reference.Attribute})
	assert.DeepEqual(t, kinds("check"), []reference.Kind{reference.Part})
	assert.DeepEqual(t, kinds("not reproduced"), []reference.Kind{reference.Verdict})
	assert.DeepEqual(t, all.Find("elected_with")[0].In, []string{"server(id)"})
	assert.DeepEqual(t, all.Find("mzxid")[0].In, []string{"result.NAME.stat"})
	assert.DeepEqual(t, all.Find("count")[0].In, []string{"create in transaction"})
	assert.Equal(t, len(kinds("kubernetes")), 0)
	assert.Equal(t, all.Word("set").Kind, reference.Action)
	assert.Equal(t, all.Word("scenario").Kind, reference.Kind(""))
	names := all.Words()
	assert.Assert(t, slices.IsSorted(names))
	for _, name := range []string{"tags", "kill", "outcome", "events", "check", "held"} {
		assert.Assert(t, slices.Contains(names, name), name)
	}
}

var (
	action = regexp.MustCompile(`\{\{[^}]*\}\}`)
	name   = regexp.MustCompile(`\.(\w+)`)
)

// A misspelt name would silently remove its part of the sentence.
func TestTemplatesReadAttributesThatExist(t *testing.T) {
	lang := language()
	for _, k := range lang.Actions.Kinds() {
		checkTemplates(t, k)
	}
	for _, k := range lang.Assertions.Kinds() {
		checkTemplates(t, k)
	}
	for _, k := range harness.Structures() {
		checkTemplates(t, k)
	}
}

func checkTemplates[T any](t *testing.T, k harness.Kind[T]) {
	t.Helper()
	exists := func(name string) bool {
		return slices.ContainsFunc(harness.Attributes(k.New()), func(a values.Attribute) bool { return a.Name == name })
	}
	templates := []string{k.Plain, k.Waits, k.Receipt}
	for _, c := range k.Cases {
		assert.Assert(t, exists(c.Attribute), "%s has no attribute %s, which is named in a Case", k.Name, c.Attribute)
		templates = append(templates, c.Waits, c.Receipt)
	}
	for _, text := range templates {
		for _, found := range name.FindAllStringSubmatch(strings.Join(action.FindAllString(text, -1), " "), -1) {
			assert.Assert(t, found[1] == k.Label || exists(found[1]), "%s has no attribute or label %s, which %q reads", k.Name, found[1], text)
		}
	}
}

// A template that cannot be parsed or executed leaves only the name of the word.
func TestEachExampleIsDescribed(t *testing.T) {
	for _, e := range words() {
		plan := load(t, e.Scenario(e.Example))
		for _, w := range flat(plan.Explain().Steps[1].Words) {
			assert.Assert(t, !strings.EqualFold(strings.TrimSuffix(w.Says, "."), w.Word), "%s is described by its name alone", w.Word)
		}
	}
}

func flat(words []harness.ExplainedWord) []harness.ExplainedWord {
	var all []harness.ExplainedWord
	for _, w := range words {
		all = append(append(all, w), flat(w.Words)...)
	}
	return all
}
