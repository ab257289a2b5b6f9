package actions

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// written is what an operation writes, and what else it says.
type written[T any] struct {
	Data      *string   `hcl:"data,optional" doc:"Data to write. Default: empty."`
	DataRange hcl.Range `hcl:"data,attr_value_range"`
	Size      string    `hcl:"size,optional" doc:"Instead of data: size of arbitrary bytes to write, such as \"10kB\"."`
	SizeRange hcl.Range `hcl:"size,attr_value_range"`
	Rest      T         `hcl:",remain"`
}

// bytes is what to write. Validate has seen the size.
func (w *written[T]) bytes() []byte {
	if w.Data != nil {
		return []byte(*w.Data)
	}
	n, _ := parseSize(w.Size)
	return bytes.Repeat([]byte("x"), n)
}

func (w *written[T]) validateData() hcl.Diagnostics {
	if w.Data != nil && w.Size != "" {
		return hcl.Diagnostics{spec.Errorf(w.SizeRange, "Data or size?", "Say either data, which is written as it is, or size, which makes something up.")}
	}
	if _, err := parseSize(w.Size); err != nil {
		return hcl.Diagnostics{spec.Errorf(w.SizeRange, "Invalid size", "%s.", err)}
	}
	return nil
}
