package actions

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// znodeData holds the data that an operation writes, and its further attributes.
type znodeData[T any] struct {
	Data      *string   `hcl:"data,optional" doc:"Data to write. Default: empty."`
	DataRange hcl.Range `hcl:"data,attr_value_range"`
	Size      string    `hcl:"size,optional" doc:"Instead of data: size of arbitrary bytes to write, such as \"10kB\" (kB, KiB, MB, MiB)."`
	SizeRange hcl.Range `hcl:"size,attr_value_range"`
	Znode     T         `hcl:",remain"`
}

// bytes returns the data to write, once validateData has accepted the size.
func (d *znodeData[T]) bytes() []byte {
	if d.Data != nil {
		return []byte(*d.Data)
	}
	n, _ := parseWriteSize(d.Size)
	return payload(n)
}

// payload returns data of a size, as text, so that it is legible in logs and dumps.
func payload(size int) []byte { return bytes.Repeat([]byte("x"), size) }

func (d *znodeData[T]) validateData() hcl.Diagnostics {
	if d.Data != nil && d.Size != "" {
		return hcl.Diagnostics{spec.Errorf(d.SizeRange, "Contradictory data", "Write either data, which is written as it is, or size, for arbitrary bytes.")}
	}
	if _, err := parseWriteSize(d.Size); err != nil {
		return hcl.Diagnostics{spec.Errorf(d.SizeRange, "Invalid size", "%s.", err)}
	}
	return nil
}
