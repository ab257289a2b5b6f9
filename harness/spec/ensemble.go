package spec

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"
)

// Ensemble is the ZooKeeper ensemble that a scenario boots, with everything that
// an ensemble block and its server blocks say resolved for each server.
type Ensemble struct {
	Release string // such as 3.8.4 or 3.5.0-alpha
	Servers []Server
	Range   hcl.Range
}

// Server is one server of an ensemble.
type Server struct {
	ID         int // myid, 1 to 255
	Observer   bool
	Release    string
	Config     map[string]string // lines of zoo.cfg
	Properties map[string]string // Java system properties
	Later      bool              // it is not started at the boot
	List       []int             // ids of the servers that its configuration lists; nil is all
	DataDisk   *Disk             // nil: as large as the machine's own
	LogDisk    *Disk             // of transaction logs; nil: as large as the machine's own
}

// Disk is a file system of a given size. Of the two numbers, 0 is no limit.
type Disk struct {
	Bytes  int64
	Inodes int64
}

// Server finds a server by its id; nil when there is none.
func (e *Ensemble) Server(id int) *Server {
	for i := range e.Servers {
		if e.Servers[i].ID == id {
			return &e.Servers[i]
		}
	}
	return nil
}

// Voters counts the servers that are not observers.
func (e *Ensemble) Voters() int {
	n := 0
	for _, s := range e.Servers {
		if !s.Observer {
			n++
		}
	}
	return n
}

// Quorum is how many voters make a majority.
func (e *Ensemble) Quorum() int { return e.Voters()/2 + 1 }

type ensembleAttrs struct {
	Servers      int               `hcl:"servers" doc:"How many servers vote; their ids are 1, 2, 3 and so on. One alone, without observers, is standalone."`
	ServersRange hcl.Range         `hcl:"servers,attr_value_range"`
	Observers    int               `hcl:"observers,optional" doc:"How many observers there are besides; their ids follow."`
	Release      string            `hcl:"release,optional" doc:"Release of ZooKeeper that the servers run when the command line names none."`
	ReleaseRange hcl.Range         `hcl:"release,attr_value_range"`
	Config       map[string]string `hcl:"config,optional" doc:"Lines of zoo.cfg, on every server."`
	Properties   map[string]string `hcl:"properties,optional" doc:"Java system properties, on every server."`
	Blocks       hcl.Body          `hcl:",remain"`
}

type serverAttrs struct {
	Observer   *bool             `hcl:"observer,optional" doc:"Whether it is an observer."`
	Config     map[string]string `hcl:"config,optional" doc:"Lines of its zoo.cfg, laid over the ensemble's."`
	Properties map[string]string `hcl:"properties,optional" doc:"Its Java system properties, laid over the ensemble's."`
}

var ensembleSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "server", LabelNames: []string{"id"}},
}}

// mostServers is where myid ends: ids are one byte of a session id.
const mostServers = 255

func (d *decoder) ensemble(b *hcl.Block) hcl.Diagnostics {
	if d.out.Ensemble != nil {
		return hcl.Diagnostics{duplicate("block", "ensemble", b.DefRange, d.out.Ensemble.Range)}
	}
	var attrs ensembleAttrs
	diags := d.budget.decodeBody(b.Body, d.hclCtx, &attrs)
	if diags.HasErrors() {
		return diags
	}
	if attrs.Servers < 1 || attrs.Observers < 0 || attrs.Servers+attrs.Observers > mostServers {
		return hcl.Diagnostics{Errorf(attrs.ServersRange, "Invalid number of servers", "An ensemble has 1 to %d servers, observers included.", mostServers)}
	}
	diags = append(diags, validRelease(attrs.Release, attrs.ReleaseRange)...)
	if d.out.Inputs.Release != "" {
		attrs.Release = d.out.Inputs.Release
	}
	e := &Ensemble{Release: attrs.Release, Range: b.DefRange}
	for id := 1; id <= attrs.Servers+attrs.Observers; id++ {
		e.Servers = append(e.Servers, Server{ID: id, Observer: id > attrs.Servers, Release: attrs.Release, Config: attrs.Config, Properties: attrs.Properties})
	}
	d.out.Ensemble = e
	lines := len(attrs.Config) + len(attrs.Properties) + len(d.out.Inputs.Config) + len(d.out.Inputs.Properties)
	diags = append(diags, d.budget.Spend(small*float64(len(e.Servers)*(lines+small)), b.DefRange)...) // each server has its own
	if diags.HasErrors() {
		return diags
	}
	content, moreDiags := Content(attrs.Blocks, ensembleSchema)
	diags = append(diags, moreDiags...)
	var seen hcl.Blocks
	for _, inner := range content.Blocks {
		diags = append(diags, duplicates("server", seen, inner)...)
		seen = append(seen, inner)
		diags = append(diags, d.server(e, inner)...)
	}
	if e.Voters() == 0 {
		diags = append(diags, Errorf(b.DefRange, "No voter", "All servers are observers; an ensemble needs at least one that votes."))
	}
	for i := range e.Servers {
		s := &e.Servers[i]
		s.Config = overlay(s.Config, d.out.Inputs.Config)
		s.Properties = overlay(s.Properties, d.out.Inputs.Properties)
	}
	return diags
}

// server lays a server block over the server of that id.
func (d *decoder) server(e *Ensemble, b *hcl.Block) hcl.Diagnostics {
	id, err := strconv.Atoi(b.Labels[0])
	s := e.Server(id)
	if err != nil || s == nil {
		return hcl.Diagnostics{Errorf(b.LabelRanges[0], "No such server", "A server block is labelled with the id of one of the ensemble's servers, which are %s.", joinIDs(e))}
	}
	var attrs serverAttrs
	diags := d.budget.decodeBody(b.Body, d.hclCtx, &attrs)
	if attrs.Observer != nil {
		s.Observer = *attrs.Observer
	}
	s.Config = overlay(s.Config, attrs.Config)
	s.Properties = overlay(s.Properties, attrs.Properties)
	return diags
}
