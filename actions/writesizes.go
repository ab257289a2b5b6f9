package actions

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// writeSizes holds the sizes of the data that many writes take in turn.
type writeSizes struct {
	Size       string    `hcl:"size,optional" doc:"Size of the data of each write, such as \"10kB\" (kB, KiB, MB, MiB). Default: 0."`
	SizeRange  hcl.Range `hcl:"size,attr_value_range"`
	Sizes      []string  `hcl:"sizes,optional" doc:"Instead of size: sizes that the writes take in turn."`
	SizesRange hcl.Range `hcl:"sizes,attr_value_range"`
}

// list returns the sizes in bytes, at least one.
func (w *writeSizes) list() ([]int, error) {
	texts := w.Sizes
	if len(texts) == 0 {
		texts = []string{w.Size}
	}
	sizes := make([]int, len(texts))
	for i, text := range texts {
		size, err := parseWriteSize(text)
		if err != nil {
			return nil, err
		}
		sizes[i] = size
	}
	return sizes, nil
}

// validate reports a size that no write can have.
func (w *writeSizes) validate() hcl.Diagnostics {
	_, err := w.list()
	if err == nil {
		return nil
	}
	at := w.SizesRange
	if len(w.Sizes) == 0 {
		at = w.SizeRange
	}
	return hcl.Diagnostics{spec.Errorf(at, "Invalid size", "%s.", err)}
}
