package report_test

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Each field of report.json is documented in docs/results.md.
func TestFieldsOfReportsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/results.md")
	assert.NilError(t, err)
	seen := 0
	eachField(reflect.TypeFor[report.Collection](), func(name string) {
		seen++
		assert.Check(t, strings.Contains(string(page), "`"+name+"`"), "docs/results.md lacks the field %s of report.json", name)
	})
	assert.Assert(t, seen > 40)
}

// eachField visits the names of a type's fields in JSON.
func eachField(t reflect.Type, visit func(name string)) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[timeline.Event]() {
		return
	}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		visit(name)
		eachField(f.Type, visit)
	}
}
