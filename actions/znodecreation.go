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

// znodeCreation holds the attributes of a create: of the word and of the part of a transaction.
type znodeCreation[T any] struct {
	Mode      timeline.CreateMode `hcl:"mode,optional" doc:"persistent, ephemeral, persistent_sequential, ephemeral_sequential, container (3.5.1 and later), persistent_with_ttl or persistent_sequential_with_ttl (3.5.3 and later, with the property zookeeper.extendedTypesEnabled). Default: persistent."`
	ModeRange hcl.Range           `hcl:"mode,attr_value_range"`
	TTL       string              `hcl:"ttl,optional" doc:"For a mode with TTL: how long the znode may be without children and changes before a server deletes it, such as \"500ms\"."`
	TTLRange  hcl.Range           `hcl:"ttl,attr_value_range"`
	ACL       []string            `hcl:"acl,optional" doc:"ACL: entries SCHEME:ID:PERMISSIONS. Default: [\"world:anyone:cdrwa\"]."`
	ACLRange  hcl.Range           `hcl:"acl,attr_value_range"`
	Data      znodeData[T]        `hcl:",remain"`
}

// request returns the request, without the path.
func (c *znodeCreation[T]) request() session.Request {
	return session.Request{
		Op: timeline.OpCreate, Data: c.Data.bytes(), Mode: c.Mode, ACL: c.ACL, TTL: limitOr(c.TTL, 0),
	}
}

// maxTTL has 40 bits of milliseconds, as ZooKeeper's EphemeralType.TTL.
const maxTTL = (1<<40 - 1) * time.Millisecond

func (c *znodeCreation[T]) validate() hcl.Diagnostics {
	diags := append(validMode(c.Mode, session.Modes(), c.ModeRange), c.Data.validateData()...)
	return append(append(diags, validACL(c.ACL, c.ACLRange)...), c.validateTTL()...)
}

func (c *znodeCreation[T]) validateTTL() hcl.Diagnostics {
	switch d, err := time.ParseDuration(c.TTL); {
	case c.TTL == "" && c.Mode.HasTTL():
		return hcl.Diagnostics{spec.Errorf(c.ModeRange, "Missing TTL", "The mode %s requires ttl = DURATION.", c.Mode)}
	case c.TTL == "":
		return nil
	case err != nil || d < time.Millisecond:
		return hcl.Diagnostics{spec.InvalidDuration(c.TTL, c.TTLRange)}
	case d > maxTTL:
		return hcl.Diagnostics{spec.Errorf(c.TTLRange, "Invalid duration", "ZooKeeper supports no TTL above %s.", maxTTL)}
	case !c.Mode.HasTTL():
		return hcl.Diagnostics{spec.Errorf(c.TTLRange, "No TTL", "Only the modes persistent_with_ttl and persistent_sequential_with_ttl have a TTL.")}
	}
	return nil
}

func validACL(acl []string, at hcl.Range) hcl.Diagnostics {
	if err := session.CheckACL(acl); err != nil {
		return hcl.Diagnostics{spec.Errorf(at, "Invalid ACL", "%s.", err)}
	}
	return nil
}

// since reports a mode that the servers do not support yet.
func (c *znodeCreation[T]) since(f *forecast.Forecast, o *requestOptions) hcl.Diagnostics {
	what := fmt.Sprintf("the mode %s", c.Mode)
	switch {
	case c.Mode == timeline.Container:
		return o.since(f, "3.5.1", what, c.ModeRange)
	case c.Mode.HasTTL():
		return o.since(f, "3.5.3", what, c.ModeRange)
	default:
		return nil
	}
}
