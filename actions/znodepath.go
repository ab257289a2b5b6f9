package actions

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// znodePath holds the path of a znode, and the further attributes of its word.
type znodePath[T any] struct {
	Path       string    `hcl:"path,label"`
	PathRange  hcl.Range `hcl:"path,label_range"`
	Child      *string   `hcl:"child,optional" doc:"Name of a child of the znode, which is used instead. Unlike the label it may be an expression." group:"Znodes"`
	ChildRange hcl.Range `hcl:"child,attr_value_range"`
	Options    T         `hcl:",remain"`
}

// noOptions stands for words and parts of a transaction without attributes of their own.
type noOptions struct{}

func (p *znodePath[T]) path() string {
	if p.Child == nil {
		return p.Path
	}
	if p.Path == "/" {
		return "/" + *p.Child
	}
	return p.Path + "/" + *p.Child
}

// validatePath reports a path that ZooKeeper's own client refuses to send.
func (p *znodePath[T]) validatePath(sequential bool) hcl.Diagnostics {
	at := p.PathRange
	if p.Child != nil {
		at = p.ChildRange
	}
	return validPath(p.path(), sequential, at)
}

func validPath(path string, sequential bool, at hcl.Range) hcl.Diagnostics {
	if err := timeline.CheckPath(path, sequential); err != nil {
		return hcl.Diagnostics{spec.Errorf(at, "Invalid path", "%q is not the path of a znode: %s.", path, err)}
	}
	return nil
}

// validMode reports a mode that is not one of those known; "" is the default.
func validMode[T ~string](mode T, known []T, at hcl.Range) hcl.Diagnostics {
	if mode == "" || slices.Contains(known, mode) {
		return nil
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return hcl.Diagnostics{spec.Errorf(at, "No such mode", "%q is not one of the modes %s.%s", mode, strings.Join(names, ", "), spec.DidYouMean(string(mode), names))}
}
