package spec

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

type serverAttrs struct {
	ID              *int              `hcl:"id,optional" doc:"Id (myid), 1 to 255, that is used everywhere else. Default: the block's label."`
	IDRange         hcl.Range         `hcl:"id,attr_value_range"`
	Observer        *bool             `hcl:"observer,optional" doc:"Whether it is an observer. Default: as the numbers of the ensemble say."`
	Release         string            `hcl:"release,optional" doc:"Release that it runs, whatever the ensemble and the command line name. Default: the ensemble's."`
	ReleaseRange    hcl.Range         `hcl:"release,attr_value_range"`
	Config          map[string]string `hcl:"config,optional" doc:"Lines of its zoo.cfg, which add to or replace the ensemble's."`
	Properties      map[string]string `hcl:"properties,optional" doc:"Its Java system properties, which add to or replace the ensemble's."`
	DataSize        *string           `hcl:"data_size,optional" doc:"Size of the file system for its snapshots, such as \"3MB\". Default: that of the machine."`
	DataSizeRange   hcl.Range         `hcl:"data_size,attr_value_range"`
	DataInodes      *int64            `hcl:"data_inodes,optional" doc:"Number of files and folders that it can hold. Default: that of the machine."`
	DataInodesRange hcl.Range         `hcl:"data_inodes,attr_value_range"`
	LogSize         *string           `hcl:"log_size,optional" doc:"Size of the file system for its transaction logs, such as \"3MB\". Default: that of the machine."`
	LogSizeRange    hcl.Range         `hcl:"log_size,attr_value_range"`
	LogInodes       *int64            `hcl:"log_inodes,optional" doc:"Number of files and folders that it can hold. Default: that of the machine."`
	LogInodesRange  hcl.Range         `hcl:"log_inodes,attr_value_range"`
	Starts          *string           `hcl:"starts,optional" doc:"\"later\": not at the boot, but when a step starts it. Default: at the boot."`
	StartsRange     hcl.Range         `hcl:"starts,attr_value_range"`
	Controller      bool              `hcl:"controller,optional" doc:"Whether it runs under ZooKeeper's own fault controller, for the action controller (3.7.0 and later). Default: false."`
	List            *[]int            `hcl:"server_list,optional" doc:"Ids of the servers that its zoo.cfg lists, including itself. Default: all."`
	ListRange       hcl.Range         `hcl:"server_list,attr_value_range"`
}

// later is what starts can say.
const later = "later"

// servers lays the server blocks over the ensemble's servers. The label says
// which: the id that the server would have without a block.
func (d *decoder) servers(e *Ensemble, body hcl.Body) hcl.Diagnostics {
	content, diags := Content(body, ensembleSchema, attributeNames(ensembleAttrs{})...)
	all := make([]serverAttrs, len(e.Servers))
	var seen hcl.Blocks
	for _, b := range content.Blocks {
		diags = append(diags, duplicates("server", seen, b)...)
		seen = append(seen, b)
		n, err := strconv.Atoi(b.Labels[0])
		if err != nil || n < 1 || n > len(e.Servers) {
			diags = append(diags, Errorf(b.LabelRanges[0], "No such server", "A server block is labelled with the number of one of the ensemble's servers, 1 to %d.", len(e.Servers)))
			continue
		}
		diags = append(diags, d.budget.decodeBody(b.Body, d.hclCtx, &all[n-1])...)
		diags = append(diags, d.settings(b.Body, all[n-1].Config, all[n-1].Properties)...)
		diags = append(diags, all[n-1].apply(&e.Servers[n-1], d.out.Inputs)...)
	}
	if !diags.HasErrors() {
		diags = append(diags, checkServers(e, all)...)
	}
	slices.SortFunc(e.Servers, func(a, b Server) int { return cmp.Compare(a.ID, b.ID) })
	return diags
}

// apply lays what a server block says over its server.
func (a *serverAttrs) apply(s *Server, in Inputs) hcl.Diagnostics {
	diags := in.ValidRelease(a.Release, a.ReleaseRange)
	*s = s.With(Change{Release: in.FullRelease(a.Release), Config: a.Config, Properties: a.Properties})
	if a.ID != nil {
		s.ID = *a.ID
		if s.ID < 1 || s.ID > mostServers {
			diags = append(diags, Errorf(a.IDRange, "Invalid id", "The id of a server is 1 to %d.", mostServers))
		}
	}
	if a.Observer != nil {
		s.Observer = *a.Observer
	}
	if a.List != nil {
		s.List = *a.List
	}
	s.Controller = a.Controller
	if a.Starts != nil {
		s.Later = true
		if *a.Starts != later {
			diags = append(diags, Errorf(a.StartsRange, "Starts when?", "%q is no time to start at.%s", *a.Starts, DidYouMean(*a.Starts, []string{later})))
		}
	}
	var moreDiags hcl.Diagnostics
	s.DataDisk, moreDiags = disk(a.DataSize, a.DataSizeRange, a.DataInodes, a.DataInodesRange)
	diags = append(diags, moreDiags...)
	s.LogDisk, moreDiags = disk(a.LogSize, a.LogSizeRange, a.LogInodes, a.LogInodesRange)
	return append(diags, moreDiags...)
}

// disk is nil when neither limit is given.
func disk(size *string, sizeAt hcl.Range, inodes *int64, inodesAt hcl.Range) (*Disk, hcl.Diagnostics) {
	if size == nil && inodes == nil {
		return nil, nil
	}
	var diags hcl.Diagnostics
	d := &Disk{}
	if size != nil {
		n, err := ParseSize(*size)
		if err == nil && n == 0 {
			err = fmt.Errorf("%q is nothing; a disk holds at least a byte", *size)
		}
		if err != nil {
			diags = append(diags, Errorf(sizeAt, "Invalid size", "%s.", err))
		}
		d.Bytes = n
	}
	if inodes != nil {
		d.Inodes = *inodes
		if d.Inodes < 1 {
			diags = append(diags, Errorf(inodesAt, "Invalid number of inodes", "A disk has at least one inode."))
		}
	}
	return d, diags
}

// checkServers finds mistakes that show only when all servers are known. all are
// the server blocks, in the order of e.Servers.
func checkServers(e *Ensemble, all []serverAttrs) hcl.Diagnostics {
	diags := takenIDs(e, all)
	if diags.HasErrors() {
		return diags
	}
	for i, s := range e.Servers {
		diags = append(diags, ValidList(e, s.ID, s.List, all[i].ListRange)...)
	}
	if diags.HasErrors() {
		return diags
	}
	return checkBoot(e, all)
}

// takenIDs finds servers that would go by an id of another one.
func takenIDs(e *Ensemble, all []serverAttrs) hcl.Diagnostics {
	taken := map[int]bool{}
	for i, s := range e.Servers {
		taken[s.ID] = taken[s.ID] || all[i].ID == nil
	}
	var diags hcl.Diagnostics
	for i, s := range e.Servers {
		if all[i].ID == nil {
			continue
		}
		if taken[s.ID] {
			diags = append(diags, Errorf(all[i].IDRange, "Id is taken", "Another server of the ensemble has the id %d.", s.ID))
		}
		taken[s.ID] = true
	}
	return diags
}

// ValidList finds what is wrong with a list of servers that is to stand in the
// configuration of the server id. No list is all servers.
func ValidList(e *Ensemble, id int, list []int, at hcl.Range) hcl.Diagnostics {
	if list == nil {
		return nil
	}
	var diags hcl.Diagnostics
	for i, listed := range list {
		if e.Server(listed) == nil {
			diags = append(diags, NoSuchServer(listed, e, at))
		}
		if slices.Contains(list[:i], listed) {
			diags = append(diags, Errorf(at, "Same server twice", "Server %d is listed twice.", listed))
		}
	}
	if !slices.Contains(list, id) {
		diags = append(diags, Errorf(at, "Server does not list itself", "The list of server %d must name server %d too: no server runs with a list that it is not in.", id, id))
	}
	return diags
}

// checkBoot demands that the servers that start at the boot can come to serve.
func checkBoot(e *Ensemble, all []serverAttrs) hcl.Diagnostics {
	switch {
	case e.Voters() == 0:
		return hcl.Diagnostics{Errorf(e.Range, "No voter", "All servers are observers; an ensemble needs at least one that votes.")}
	case len(e.AtBoot()) == 0:
		return hcl.Diagnostics{Errorf(e.Range, "No server starts", "All servers start later; a scenario begins with an ensemble that serves.")}
	}
	var diags hcl.Diagnostics
	told := false // of the servers that list all
	for i := range e.Servers {
		s := &e.Servers[i]
		if s.Later || s.List == nil && told {
			continue
		}
		at := e.Range
		if s.List != nil {
			at = all[i].ListRange
		}
		d := checkQuorum(e, s, at)
		told = told || len(d) > 0 && s.List == nil
		diags = append(diags, d...)
	}
	return diags
}

// checkQuorum counts the voters that a server lists and those of them that start.
// Where the configuration gives weights or groups it knows nothing.
func checkQuorum(e *Ensemble, s *Server, at hcl.Range) hcl.Diagnostics {
	if s.Weighs() {
		return nil
	}
	listed, starting := e.Listed(s), 0
	for _, id := range listed {
		if !e.Server(id).Later {
			starting++
		}
	}
	quorum := len(listed)/2 + 1
	switch {
	case len(listed) == 1 && s.observed(e) && s.Config["standaloneEnabled"] != "false":
		return hcl.Diagnostics{Errorf(at, "Observers without a quorum", "Server %d lists one voter, which would be standalone, and observers, which cannot follow it. Since 3.5.0 config = { standaloneEnabled = false } makes a quorum of one.", s.ID)}
	case starting < quorum:
		return hcl.Diagnostics{Errorf(at, "No quorum at the boot", "Server %d lists %d voters, of which %d start at the boot; a quorum is %d.", s.ID, len(listed), starting, quorum)}
	default:
		return nil
	}
}

// Weighs tells whether the server's configuration gives voters weights or groups, so
// that a quorum is no matter of their number.
func (s *Server) Weighs() bool {
	for key := range s.Config {
		if strings.HasPrefix(key, "group.") || strings.HasPrefix(key, "weight.") {
			return true
		}
	}
	return false
}

// observed tells whether the server lists observers.
func (s *Server) observed(e *Ensemble) bool {
	return slices.ContainsFunc(e.Servers, func(o Server) bool { return o.Observer && s.Lists(o.ID) })
}

// Change is what is to differ from a server's next start on. What is left empty
// stays as it is.
type Change struct {
	Release    string
	Config     map[string]string // laid over what the server has
	Properties map[string]string // likewise
	List       []int
}

// String says what is to differ, "" when nothing is.
func (c Change) String() string {
	var parts []string
	if c.Release != "" {
		parts = append(parts, "release "+c.Release)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Config)) {
		parts = append(parts, fmt.Sprintf("%s = %s in zoo.cfg", key, c.Config[key]))
	}
	for _, key := range slices.Sorted(maps.Keys(c.Properties)) {
		parts = append(parts, fmt.Sprintf("-D%s=%s", key, c.Properties[key]))
	}
	if c.List != nil {
		parts = append(parts, fmt.Sprintf("server_list %v", c.List))
	}
	return strings.Join(parts, ", ")
}

// With is the server with a change.
func (s Server) With(c Change) Server {
	s.Release = cmp.Or(c.Release, s.Release)
	s.Config = overlay(s.Config, c.Config)
	s.Properties = overlay(s.Properties, c.Properties)
	if c.List != nil {
		s.List = c.List
	}
	return s
}
