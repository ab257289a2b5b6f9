package spec

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/server"
)

// Ensemble is the ZooKeeper ensemble that a scenario boots, with the settings of the ensemble
// block and its server blocks resolved for each server.
type Ensemble struct {
	Release string // such as 3.8.4 or 3.5.0-alpha
	Servers []Server
	Changes []string      // releases that steps change servers to, as far as they are known
	Auth    []Credentials // of the harness's own sessions
	Range   hcl.Range
}

// Server is one server of an ensemble.
type Server struct {
	ID         int // myid, 1 to 255
	Observer   bool
	Release    string
	Config     map[string]string // lines of zoo.cfg
	Properties map[string]string // Java system properties
	Controller bool              // it runs under ZooKeeper's fault controller
	Later      bool              // it is not started at the boot
	List       []int             // ids of the servers that its configuration lists; nil for all
	DataDisk   *Disk             // disk of the snapshots (dataDir); nil: as large as the machine's own
	LogDisk    *Disk             // disk of the transaction logs (dataLogDir); nil: as large as the machine's own
}

// Lists reports whether the server's configuration lists the server with the id.
func (s *Server) Lists(id int) bool { return s.List == nil || slices.Contains(s.List, id) }

// Standalone reports whether a server runs without a quorum: it lists no other server. Since
// 3.5.0 such a server may form a quorum of one (standaloneEnabled = false).
func (e *Ensemble) Standalone(s *Server) bool {
	others := slices.ContainsFunc(e.Servers, func(o Server) bool { return o.ID != s.ID && s.Lists(o.ID) })
	ownQuorum := s.Config["standaloneEnabled"] == "false" && !strings.HasPrefix(s.Release, "3.4.")
	return !others && !ownQuorum
}

// Tick returns the tickTime of the servers at their first start; 0 if they differ.
func (e *Ensemble) Tick() time.Duration {
	var tick time.Duration
	for i, s := range e.Servers {
		ms, _ := strconv.Atoi(cmp.Or(s.Config["tickTime"], server.Defaults()["tickTime"])) // a server with another value does not start
		t := time.Duration(ms) * time.Millisecond
		if i > 0 && t != tick {
			return 0
		}
		tick = t
	}
	return tick
}

// HasLocalSessions reports whether a server opens sessions that only it knows, until they
// need to be global. Servers without a quorum ignore the setting, which exists since 3.5.0.
func (e *Ensemble) HasLocalSessions() bool {
	return slices.ContainsFunc(e.Servers, func(s Server) bool {
		return strings.EqualFold(s.Config["localSessionsEnabled"], "true") && !strings.HasPrefix(s.Release, "3.4.") && !e.Standalone(&s)
	})
}

// Disk is a file system of a given size.
type Disk struct {
	Bytes  int64 // 0 for no limit
	Inodes int64 // 0 for no limit
}

// Releases lists the releases of all servers, including those of later changes, sorted and
// without duplicates.
func (e *Ensemble) Releases() []string {
	all := slices.Clone(e.Changes)
	for _, s := range e.Servers {
		all = append(all, s.Release)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Server returns the server with the id, or nil.
func (e *Ensemble) Server(id int) *Server {
	for i := range e.Servers {
		if e.Servers[i].ID == id {
			return &e.Servers[i]
		}
	}
	return nil
}

// AtBoot lists the ids of the servers that start at the boot.
func (e *Ensemble) AtBoot() []int {
	var ids []int
	for _, s := range e.Servers {
		if !s.Later {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Voters returns the number of servers that are not observers.
func (e *Ensemble) Voters() int {
	n := 0
	for _, s := range e.Servers {
		if !s.Observer {
			n++
		}
	}
	return n
}

// HasSizedDisks reports whether a server has a disk of a given size.
func (e *Ensemble) HasSizedDisks() bool {
	return slices.ContainsFunc(e.Servers, func(s Server) bool { return s.DataDisk != nil || s.LogDisk != nil })
}

// Listed lists the ids of the voters in a server's configuration, including its own.
func (e *Ensemble) Listed(s *Server) []int {
	var ids []int
	for _, other := range e.Servers {
		if !other.Observer && s.Lists(other.ID) {
			ids = append(ids, other.ID)
		}
	}
	return ids
}

// Quorum returns the number of voters that are a majority.
func (e *Ensemble) Quorum() int { return e.Voters()/2 + 1 }

type ensembleAttrs struct {
	Servers        int               `hcl:"servers" doc:"Number of servers that vote; their ids are 1, 2, 3 and so on. One alone, without observers, is standalone."`
	ServersRange   hcl.Range         `hcl:"servers,attr_value_range"`
	Observers      int               `hcl:"observers,optional" doc:"Number of observers; their ids follow. Default: 0."`
	ObserversRange hcl.Range         `hcl:"observers,attr_value_range"`
	Release        string            `hcl:"release,optional" doc:"Release of ZooKeeper when the command line names none. Default: the newest."`
	ReleaseRange   hcl.Range         `hcl:"release,attr_value_range"`
	Config         map[string]string `hcl:"config,optional" doc:"Lines of zoo.cfg, on every server."`
	Properties     map[string]string `hcl:"properties,optional" doc:"Java system properties, on every server."`
	Auth           []string          `hcl:"auth,optional" doc:"Credentials that the harness's own clients send besides those of the super user of the run, in the form that session takes. Default: none."`
	AuthRange      hcl.Range         `hcl:"auth,attr_value_range"`
	Blocks         hcl.Body          `hcl:",remain"`
}

// check reports invalid numbers of servers.
func (a *ensembleAttrs) check() hcl.Diagnostics {
	switch {
	case a.Observers < 0:
		return hcl.Diagnostics{Errorf(a.ObserversRange, "Invalid number of servers", "There cannot be %d observers.", a.Observers)}
	case a.Servers < 1, a.Servers > maxServers, a.Observers > maxServers-a.Servers:
		return hcl.Diagnostics{Errorf(a.ServersRange, "Invalid number of servers", "An ensemble has 1 to %d servers, observers included.", maxServers)}
	default:
		return nil
	}
}

var ensembleSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "server", LabelNames: []string{"id"}},
}}

// maxServers is the highest myid: an id is one byte of a session id.
const maxServers = 255

func (d *decoder) ensemble(b *hcl.Block) hcl.Diagnostics {
	if d.out.Ensemble != nil {
		return hcl.Diagnostics{duplicate("block", "ensemble", b.DefRange, d.out.Ensemble.Range)}
	}
	var attrs ensembleAttrs
	diags := d.budget.decodeBody(b.Body, d.hclCtx, &attrs)
	if diags.HasErrors() {
		return diags
	}
	if diags := attrs.check(); diags.HasErrors() {
		return diags
	}
	diags = append(diags, d.out.Inputs.ValidRelease(attrs.Release, attrs.ReleaseRange)...)
	diags = append(diags, d.settings(b.Body, attrs.Config, attrs.Properties)...)
	d.ownRelease = d.out.Inputs.FullRelease(attrs.Release)
	release := cmp.Or(d.out.Inputs.Release, d.ownRelease)
	auth, moreDiags := credentials(attrs.Auth, attrs.AuthRange)
	diags = append(diags, moreDiags...)
	e := &Ensemble{Release: release, Auth: auth, Range: b.DefRange}
	for id := 1; id <= attrs.Servers+attrs.Observers; id++ {
		e.Servers = append(e.Servers, Server{ID: id, Observer: id > attrs.Servers, Release: release, Config: attrs.Config, Properties: attrs.Properties})
	}
	d.out.Ensemble = e
	lines := len(attrs.Config) + len(attrs.Properties) + len(d.out.Inputs.Config) + len(d.out.Inputs.Properties)
	// Each server has its own copy of the maps.
	if moreDiags := d.budget.Spend(baseSize*float64(len(e.Servers)*(lines+baseSize)), b.DefRange); moreDiags.HasErrors() {
		return append(diags, moreDiags...)
	}
	diags = append(diags, d.servers(e, attrs.Blocks)...)
	for i := range e.Servers {
		s := &e.Servers[i]
		s.Config = overlay(s.Config, d.out.Inputs.Config)
		s.Properties = overlay(s.Properties, d.out.Inputs.Properties)
	}
	return diags
}
