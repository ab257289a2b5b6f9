package harness

import (
	"testing"

	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"
)

func number(n int64) cty.Value { return cty.NumberIntVal(n) }

// withSession takes a session.
type withSession struct {
	Session string `hcl:"session,optional" doc:"Session of the operation."`
}

func TestDescribeExecutesTheTemplate(t *testing.T) {
	word := func(attributes ...given) Word {
		return Word{Name: "word", Label: "/a", given: attributes, make: func() any { return &withSession{} }}
	}
	fixed := func(name, source string, v cty.Value) given { return given{name, source, v, true} }
	ids := cty.TupleVal([]cty.Value{number(1), number(2), number(3)})
	for name, c := range map[string]struct {
		plain string
		word  Word
		want  string
	}{
		"label":                    {"Read {{.path}}", word(), "Read /a."},
		"text":                     {"Write {{quoted .data}}", word(fixed("data", `"x"`, cty.StringVal("x"))), `Write "x".`},
		"several texts":            {"Run {{quoted .data}}", word(fixed("data", "", cty.TupleVal([]cty.Value{cty.StringVal("a"), cty.StringVal("b c")}))), `Run "a" "b c".`},
		"list":                     {"Take {{.n}}", word(fixed("n", "[1, 2, 3]", ids)), "Take 1, 2 and 3."},
		"lists":                    {"Take {{.n}}", word(fixed("n", "", cty.TupleVal([]cty.Value{ids, number(4)}))), "Take (1, 2 and 3) and 4."},
		"map":                      {"With {{.n}}", word(fixed("n", "", cty.ObjectVal(map[string]cty.Value{"b": number(2), "a": number(1)}))), "With a=1 and b=2."},
		"servers":                  {"Kill {{servers .n}}", word(fixed("n", "[1, 2, 3]", ids)), "Kill servers 1, 2 and 3."},
		"server":                   {"Kill {{servers .n}}", word(fixed("n", "2", number(2))), "Kill server 2."},
		"list of one server":       {"Kill {{servers .n}}", word(fixed("n", "[2]", cty.TupleVal([]cty.Value{number(2)}))), "Kill server 2."},
		"empty list of servers":    {"Kill {{servers .n}}", word(fixed("n", "[]", cty.EmptyTupleVal)), "Kill no server."},
		"first of two attributes":  {"Kill {{servers .m .n}}", word(fixed("n", "2", number(2))), "Kill server 2."},
		"no servers":               {"Kill {{servers .m .n}}", word(), "word."},
		"leader":                   {"Kill {{servers .n}}", word(fixed("n", "leader", cty.UnknownVal(cty.Number))), "Kill the leader."},
		"server of an expression":  {"Kill {{servers .n}}", word(fixed("n", "followers[0]", cty.UnknownVal(cty.Number))), "Kill server `followers[0]`."},
		"servers of an expression": {"Kill {{servers .n}}", word(fixed("n", "f(1)", cty.UnknownVal(cty.List(cty.Number)))), "Kill servers `f(1)`."},
		"unknown":                  {"Take {{.n}}", word(fixed("n", "x +\n\t1", cty.UnknownVal(cty.Number))), "Take `x + 1`."},
		"unknown text":             {"Write {{quoted .n}}", word(fixed("n", "a.b", cty.UnknownVal(cty.String))), "Write `a.b`."},
		"evaluated at runtime":     {"Require {{.n}}", word(given{"n", "true", cty.True, false}), "Require `true`."},
		"optional part":            {"Read{{with .n}} at {{.}}{{end}}", word(), "Read."},
		"null":                     {"Read{{with .n}} at {{.}}{{end}}", word(fixed("n", "null", cty.NullVal(cty.Number))), "Read."},
		"empty text":               {"Write{{with .n}} {{quoted .}}{{end}}", word(fixed("n", `""`, cty.StringVal(""))), `Write "".`},
		"false":                    {"Read{{with .n}} at {{.}}{{end}}", word(fixed("n", "false", cty.False)), "Read at false."},
		"one attribute of two":     {"Read{{if and .n .m}} at {{.n}} and {{.m}}{{end}}", word(fixed("n", "1", number(1))), "Read (n = 1)."},
		"value":                    {`Read{{if is .n "true"}} at once{{end}}`, word(fixed("n", "true", cty.True)), "Read at once."},
		"other value":              {`Read{{if is .n "true"}} at once{{end}}`, word(fixed("n", "false", cty.False)), "Read (n = false)."},
		"no value":                 {`Read{{if is .n "true"}} at once{{end}}`, word(), "Read."},
		"else branch":              {"{{with .n}}Set {{.}}{{else}}Read{{end}}", word(), "Read."},
		"with branch":              {"{{with .n}}Set {{.}}{{else}}Read{{end}}", word(fixed("n", "1", number(1))), "Set 1."},
		"session of the step":      {"Read{{with .session}} as {{.}}{{end}}", word(), "Read as app."},
		"another session":          {"Read{{with .session}} as {{.}}{{end}}", word(fixed("session", `"b"`, cty.StringVal("b"))), "Read as b."},
		"no session":               {"Read{{with .session}} as {{.}}{{end}}", Word{make: func() any { return &sequence{} }}, "Read."},
		"trailing comma":           {"Wait{{with .n}} for {{.}},{{end}}{{with .m}} for {{.}},{{end}}", word(fixed("n", "1", number(1))), "Wait for 1."},
		"default":                  {`Read within {{or .n "1 s"}}`, word(), "Read within 1 s."},
		"no default":               {`Read within {{or .n "1 s"}}`, word(fixed("n", "2", number(2))), "Read within 2."},
		"attributes not written":   {"Read", word(fixed("n", "1", number(1)), fixed("m", "x", cty.UnknownVal(cty.Number)), given{name: "create /b"}), "Read (n = 1, m = `x`, create /b)."},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, description{label: "path", plain: c.plain}.describe(c.word, "app"), c.want)
		})
	}
}

func TestCasesReplaceWaitsAndReceipt(t *testing.T) {
	kind := Kind[Action]{
		Waits:   `Waits {{or .within "30 s"}}.`,
		Receipt: "the reply.",
		Cases: []Case{
			{Attribute: "wait", Value: "false", Waits: "waits for nothing."},
			{Attribute: "after", Waits: "waits for {{.after}}.", Receipt: `the rule, "{{.after}}".`},
		},
	}
	for name, c := range map[string]struct {
		given          []given
		waits, receipt string
	}{
		"no attribute":     {nil, "Waits 30 s.", "the reply."},
		"a value":          {[]given{{"within", `"5s"`, cty.StringVal("5s"), true}}, "Waits 5s.", "the reply."},
		"a case":           {[]given{{"wait", "false", cty.False, true}}, "waits for nothing.", "the reply."},
		"another value":    {[]given{{"wait", "true", cty.True, true}}, "Waits 30 s.", "the reply."},
		"null":             {[]given{{"after", "null", cty.NullVal(cty.Number), true}}, "Waits 30 s.", "the reply."},
		"not known yet":    {[]given{{"wait", "a.b", cty.UnknownVal(cty.Bool), true}}, "Waits 30 s.", "the reply."},
		"two cases":        {[]given{{"after", "1", number(1), true}, {"wait", "false", cty.False, true}}, "waits for 1.", `the rule, "1".`},
		"known at runtime": {[]given{{"after", "a.b", cty.UnknownVal(cty.Number), true}}, "waits for `a.b`.", "the rule, \"`a.b`\"."},
	} {
		word := Word{given: c.given, make: func() any { return &withSession{} }}
		waits, receipt := descriptionOf(kind).proof(word)
		assert.Equal(t, waits, c.waits, name)
		assert.Equal(t, receipt, c.receipt, name)
	}
	waits, receipt := kind.InGeneral()
	assert.Equal(t, waits, "Waits 30 s. With `wait = false`: waits for nothing. With `after`: waits for `after`.")
	assert.Equal(t, receipt, "the reply. With `after`: the rule, \"`after`\".")
}
