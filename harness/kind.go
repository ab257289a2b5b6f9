package harness

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Action is a block of a step that changes the ensemble: a fault or a client operation.
type Action interface {
	// Run returns when the effect has occurred and is proven. An error made by Inconclusive
	// makes the run inconclusive; any other error means that the harness or the machine
	// failed.
	Run(ctx context.Context, env *Env) error
}

// Assertion is a block of a step that observes the ensemble and does not change it.
type Assertion interface {
	Observe(ctx context.Context, env *Env) verdict.Verdict
}

// Optional abilities of actions and assertions.
type (
	// Validator finds mistakes that the schema cannot find, as soon as the values of all
	// attributes are known.
	Validator interface {
		Validate(sc *spec.Scenario) hcl.Diagnostics
	}
	// Needer needs capabilities that not every runtime has.
	Needer interface {
		Needs() []runtime.Capability
	}
	// Releaser starts servers on releases that the ensemble does not name.
	Releaser interface {
		Releases(sc *spec.Scenario) []string
	}
	// Resulter keeps a result of which something is certain before the run. It is not asked
	// when the outcomes that it accepts depend on variables.
	Resulter interface {
		// Result returns the certain attributes of the result, by name.
		Result() map[string]cty.Value
	}
	// Comparer compares the values of two of its attributes, as == does.
	Comparer interface {
		// Compares returns the names of the attributes; "" if it compares none.
		Compares() (left, right string)
	}
	// Waiter is an Assertion that is evaluated until it holds, its answer is final or the
	// limit has passed.
	Waiter interface {
		Within() time.Duration
	}
	// Promiser is an Assertion of a guarantee: if it fails, the guarantee is violated.
	// Other assertions are preconditions: if they fail, the run is inconclusive. Guarantee
	// may return "".
	Promiser interface {
		Guarantee() string
	}
	// Holder has inner blocks, such as the operations of a transaction.
	Holder interface {
		// Holds lists the kinds of the inner blocks.
		Holds() []Kind[any]
		// Hold adds the next inner block, in the order of the file. While the file is checked,
		// attributes may have no values.
		Hold(part any)
	}
	// Lasting is a Promiser after whose failure the run may have to end.
	Lasting interface {
		EndsRun() bool
	}
)

// Kind describes an action, an assertion or a structure.
type Kind[T any] struct {
	Name    string
	Summary string // one sentence for the reference
	Label   string // meaning of the block's label, such as "path"; "" for none
	Labels  string // which labels there are, in sentences; "" where the meaning says it
	// Plain describes one word for explain, beginning with a verb, without a full stop. Plain,
	// Waits and Receipt are templates of text/template over the word's attributes and its
	// label: {{.data}} writes a value, {{quoted .data}} a text in quotation marks,
	// {{servers .from}} servers by their ids, and {{is .wait "false"}} compares. What the
	// template does not write, explain appends, so that nothing is hidden.
	Plain string
	// Waits describes in sentences the states that the word waits for.
	Waits string
	// Receipt describes the proof that it took effect; "" for a word that needs none.
	Receipt string
	// Cases replace Waits and Receipt for words that have some attribute; of several that
	// apply, the last one counts.
	Cases   []Case
	Setup   string // the actions that the example needs before it
	Example string // the word in use, in HCL
	New     func() T
}

// header returns the schema of the block's type and label.
func (k Kind[T]) header() hcl.BlockHeaderSchema {
	header := hcl.BlockHeaderSchema{Type: k.Name}
	if k.Label != "" {
		header.LabelNames = []string{k.Label}
	}
	return header
}

// Registry is an explicit list of kinds, sorted by name.
type Registry[T any] struct {
	what  string
	kinds []Kind[T]
}

// NewRegistry makes a registry. It panics on a mistake in the list, which is a bug.
func NewRegistry[T any](what string, kinds ...Kind[T]) *Registry[T] {
	for i, k := range kinds {
		if k.Name == "" || k.Summary == "" || k.New == nil {
			panic(fmt.Sprintf("%s %d (%q) lacks a name, a summary or New", what, i, k.Name))
		}
		if i > 0 && kinds[i-1].Name >= k.Name {
			panic(fmt.Sprintf("%s %q must not follow %q: the list is sorted, without duplicates", what, k.Name, kinds[i-1].Name))
		}
	}
	return &Registry[T]{what: what, kinds: kinds}
}

// Kinds lists the kinds, sorted by name.
func (r *Registry[T]) Kinds() []Kind[T] { return slices.Clone(r.kinds) }

// Lookup returns the kind with that name.
func (r *Registry[T]) Lookup(name string) (Kind[T], bool) {
	for _, k := range r.kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind[T]{}, false
}

// Language holds the actions and assertions of steps, and the checks that judge every run.
type Language struct {
	Actions    *Registry[Action]
	Assertions *Registry[Assertion]
	Checks     *history.Checks
}
