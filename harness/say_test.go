package harness

import (
	"testing"

	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"
)

func number(n int64) cty.Value { return cty.NumberIntVal(n) }

// speaker takes a session.
type speaker struct {
	Session string `hcl:"session,optional" doc:"Session that asks."`
}

func TestSay(t *testing.T) {
	speaks := func(all ...given) Word {
		return Word{Name: "word", Label: "/a", given: all, make: func() any { return &speaker{} }}
	}
	fixed := func(name, source string, v cty.Value) given { return given{name, source, v, true} }
	ids := cty.TupleVal([]cty.Value{number(1), number(2), number(3)})
	for name, c := range map[string]struct {
		plain string
		word  Word
		want  string
	}{
		"label":                    {"Read {path}", speaks(), "Read /a."},
		"text":                     {"Write {text data}", speaks(fixed("data", `"x"`, cty.StringVal("x"))), `Write "x".`},
		"several texts":            {"Run {text data}", speaks(fixed("data", "", cty.TupleVal([]cty.Value{cty.StringVal("a"), cty.StringVal("b c")}))), `Run "a" "b c".`},
		"list":                     {"Take {n}", speaks(fixed("n", "[1, 2, 3]", ids)), "Take 1, 2 and 3."},
		"lists":                    {"Take {n}", speaks(fixed("n", "", cty.TupleVal([]cty.Value{ids, number(4)}))), "Take (1, 2 and 3) and 4."},
		"map":                      {"With {n}", speaks(fixed("n", "", cty.ObjectVal(map[string]cty.Value{"b": number(2), "a": number(1)}))), "With a=1 and b=2."},
		"servers":                  {"Kill {servers n}", speaks(fixed("n", "[1, 2, 3]", ids)), "Kill servers 1, 2 and 3."},
		"server":                   {"Kill {servers n}", speaks(fixed("n", "2", number(2))), "Kill server 2."},
		"one of a list":            {"Kill {servers n}", speaks(fixed("n", "[2]", cty.TupleVal([]cty.Value{number(2)}))), "Kill server 2."},
		"none":                     {"Kill {servers n}", speaks(fixed("n", "[]", cty.EmptyTupleVal)), "Kill no server."},
		"leader":                   {"Kill {servers n}", speaks(fixed("n", "leader", cty.UnknownVal(cty.Number))), "Kill the leader."},
		"server of an expression":  {"Kill {servers n}", speaks(fixed("n", "followers[0]", cty.UnknownVal(cty.Number))), "Kill server `followers[0]`."},
		"servers of an expression": {"Kill {servers n}", speaks(fixed("n", "f(1)", cty.UnknownVal(cty.List(cty.Number)))), "Kill servers `f(1)`."},
		"unknown":                  {"Take {n}", speaks(fixed("n", "x +\n\t1", cty.UnknownVal(cty.Number))), "Take `x + 1`."},
		"evaluated when it looks":  {"Demand {n}", speaks(given{"n", "true", cty.True, false}), "Demand `true`."},
		"part left out":            {"Read[ at {n}]", speaks(), "Read."},
		"null is left out":         {"Read[ at {n}]", speaks(fixed("n", "null", cty.NullVal(cty.Number))), "Read."},
		"part of two":              {"Read[ at {n} and {m}]", speaks(fixed("n", "1", number(1))), "Read (n = 1)."},
		"value":                    {"Read[ at once{n=true}]", speaks(fixed("n", "true", cty.True)), "Read at once."},
		"other value":              {"Read[ at once{n=true}]", speaks(fixed("n", "false", cty.False)), "Read (n = false)."},
		"without":                  {"[Read{!n}][Set {n}]", speaks(), "Read."},
		"with":                     {"[Read{!n}][Set {n}]", speaks(fixed("n", "1", number(1))), "Set 1."},
		"session of the step":      {"Read[ as {session}]", speaks(), "Read as app."},
		"another session":          {"Read[ as {session}]", speaks(fixed("session", `"b"`, cty.StringVal("b"))), "Read as b."},
		"no session":               {"Read[ as {session}]", Word{make: func() any { return &sequence{} }}, "Read."},
		"last of several":          {"Wait[ for {n},][ for {m},]", speaks(fixed("n", "1", number(1))), "Wait for 1."},
		"default":                  {"Read within {n|1 s}", speaks(), "Read within 1 s."},
		"no default":               {"Read within {n|1 s}", speaks(fixed("n", "2", number(2))), "Read within 2."},
		"the rest":                 {"Read", speaks(fixed("n", "1", number(1)), fixed("m", "x", cty.UnknownVal(cty.Number)), given{name: "create /b"}), "Read (n = 1, m = `x`, create /b)."},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, say(about{label: "path", plain: c.plain}, c.word, "app"), c.want)
		})
	}
}

func TestWhatIsSaidOfAWordFitsIt(t *testing.T) {
	const text = "Waits {within|30 s}. With wait = false: waits for nothing. With after: waits for {after}."
	for name, c := range map[string]struct {
		given []given
		want  string
	}{
		"nothing":          {nil, "Waits 30 s."},
		"a value":          {[]given{{"within", `"5s"`, cty.StringVal("5s"), true}}, "Waits 5s."},
		"an alternative":   {[]given{{"wait", "false", cty.False, true}}, "waits for nothing."},
		"another value":    {[]given{{"wait", "true", cty.True, true}}, "Waits 30 s."},
		"not known yet":    {[]given{{"wait", "a.b", cty.UnknownVal(cty.Bool), true}}, "Waits 30 s."},
		"two of them":      {[]given{{"after", "1", number(1), true}, {"wait", "false", cty.False, true}}, "waits for 1."},
		"known at runtime": {[]given{{"after", "a.b", cty.UnknownVal(cty.Number), true}}, "waits for `a.b`."},
	} {
		assert.Equal(t, fit(text, Word{given: c.given}), c.want, name)
	}
	assert.Equal(t, InGeneral(text), "Waits 30 s or what within says. With wait = false: waits for nothing. With after: waits for {after}.")
}
