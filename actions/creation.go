package actions

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// creation is how a znode is created, and what else the operation says.
type creation[T any] struct {
	Mode      timeline.CreateMode `hcl:"mode,optional" doc:"persistent, ephemeral, persistent_sequential, ephemeral_sequential, container (3.5.1 and later), persistent_with_ttl or persistent_sequential_with_ttl (3.5.3 and later, with the property zookeeper.extendedTypesEnabled). Default: persistent."`
	ModeRange hcl.Range           `hcl:"mode,attr_value_range"`
	TTL       string              `hcl:"ttl,optional" doc:"For a mode with TTL: how long the znode may be without children and changes before a server deletes it, such as \"500ms\"."`
	TTLRange  hcl.Range           `hcl:"ttl,attr_value_range"`
	ACL       []string            `hcl:"acl,optional" doc:"ACL: entries SCHEME:ID:PERMISSIONS. Default: [\"world:anyone:cdrwa\"]."`
	ACLRange  hcl.Range           `hcl:"acl,attr_value_range"`
	Written   written[T]          `hcl:",remain"`
}

// request is what to ask for, but for the path.
func (c *creation[T]) request() session.Request {
	return session.Request{
		Op: timeline.OpCreate, Data: c.Written.bytes(), Mode: c.Mode, ACL: c.ACL, TTL: limitOf(c.TTL, 0),
	}
}

// longestTTL is EphemeralType.TTL's: 40 bits of milliseconds.
const longestTTL = (1<<40 - 1) * time.Millisecond

func (c *creation[T]) validateCreation() hcl.Diagnostics {
	diags := append(validName("No such mode", c.Mode, session.Modes(), c.ModeRange), c.Written.validateData()...)
	diags = append(diags, validACL(c.ACL, c.ACLRange)...)
	switch d, err := time.ParseDuration(c.TTL); {
	case c.TTL == "" && c.Mode.HasTTL():
		diags = append(diags, spec.Errorf(c.ModeRange, "Which TTL?", "A znode of the mode %s wants ttl = DURATION.", c.Mode))
	case c.TTL == "":
	case err != nil || d < time.Millisecond:
		diags = append(diags, spec.InvalidDuration(c.TTL, c.TTLRange))
	case d > longestTTL:
		diags = append(diags, spec.Errorf(c.TTLRange, "Invalid duration", "ZooKeeper knows no TTL beyond %s.", longestTTL))
	case !c.Mode.HasTTL():
		diags = append(diags, spec.Errorf(c.TTLRange, "No TTL", "Only the modes persistent_with_ttl and persistent_sequential_with_ttl have a TTL."))
	}
	return diags
}

func validACL(acl []string, at hcl.Range) hcl.Diagnostics {
	if err := session.CheckACL(acl); err != nil {
		return hcl.Diagnostics{spec.Errorf(at, "Invalid ACL", "%s.", err)}
	}
	return nil
}

// since finds a mode that the servers do not know yet.
func (c *creation[T]) since(f *forecast.Forecast, end *ending) hcl.Diagnostics {
	what := fmt.Sprintf("the mode %s", c.Mode)
	switch {
	case c.Mode == timeline.Container:
		return end.since(f, "3.5.1", what, c.ModeRange)
	case c.Mode.HasTTL():
		return end.since(f, "3.5.3", what, c.ModeRange)
	default:
		return nil
	}
}
