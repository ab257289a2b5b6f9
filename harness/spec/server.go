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
	DataSize        *string           `hcl:"data_size,optional" doc:"Size of the file system for its snapshots, such as \"3MB\" (kB, KiB, MB, MiB). Default: that of the machine."`
	DataSizeRange   hcl.Range         `hcl:"data_size,attr_value_range"`
	DataInodes      *int64            `hcl:"data_inodes,optional" doc:"Number of files and folders that it can hold. Default: that of the machine."`
	DataInodesRange hcl.Range         `hcl:"data_inodes,attr_value_range"`
	LogSize         *string           `hcl:"log_size,optional" doc:"Size of the file system for its transaction logs, such as \"3MB\" (kB, KiB, MB, MiB). Default: that of the machine."`
	LogSizeRange    hcl.Range         `hcl:"log_size,attr_value_range"`
	LogInodes       *int64            `hcl:"log_inodes,optional" doc:"Number of files and folders that it can hold. Default: that of the machine."`
	LogInodesRange  hcl.Range         `hcl:"log_inodes,attr_value_range"`
	Starts          *string           `hcl:"starts,optional" doc:"\"later\": not at the boot, but when a step starts it. Default: at the boot."`
	StartsRange     hcl.Range         `hcl:"starts,attr_value_range"`
	Controller      bool              `hcl:"controller,optional" doc:"Whether it runs under ZooKeeper's own fault controller, for the action controller (3.7.0 and later). Default: false."`
	List            *[]int            `hcl:"server_list,optional" doc:"Ids of the servers that its zoo.cfg lists, including itself. Default: all."`
	ListRange       hcl.Range         `hcl:"server_list,attr_value_range"`
}

// later is the only value of starts.
const later = "later"

// servers applies the server blocks to the ensemble's servers. The label of a block is the id
// that its server would have without the block.
func (d *decoder) servers(e *Ensemble, body hcl.Body) hcl.Diagnostics {
	content, diags := Content(body, ensembleSchema, attributeNames(ensembleAttrs{})...)
	all := make([]serverAttrs, len(e.Servers))
	var seen hcl.Blocks
	for _, b := range content.Blocks {
		diags = append(diags, duplicates("server", seen, b)...)
		seen = append(seen, b)
		n, err := strconv.Atoi(b.Labels[0])
		if err != nil || n < 1 || n > len(e.Servers) {
			diags = append(diags, Errorf(b.LabelRanges[0], "No such server", "The label of a server block must be the number of one of the ensemble's servers, 1 to %d.", len(e.Servers)))
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

// apply applies a server block to its server.
func (a *serverAttrs) apply(s *Server, in Inputs) hcl.Diagnostics {
	diags := in.ValidRelease(a.Release, a.ReleaseRange)
	*s = s.With(Change{Release: in.FullRelease(a.Release), Config: a.Config, Properties: a.Properties})
	if a.ID != nil {
		s.ID = *a.ID
		if s.ID < 1 || s.ID > maxServers {
			diags = append(diags, Errorf(a.IDRange, "Invalid id", "The id of a server must be 1 to %d.", maxServers))
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
			diags = append(diags, Errorf(a.StartsRange, "Invalid value of starts", "A server cannot start %q.%s", *a.Starts, DidYouMean(*a.Starts, []string{later})))
		}
	}
	var moreDiags hcl.Diagnostics
	s.DataDisk, moreDiags = diskOf(a.DataSize, a.DataSizeRange, a.DataInodes, a.DataInodesRange)
	diags = append(diags, moreDiags...)
	s.LogDisk, moreDiags = diskOf(a.LogSize, a.LogSizeRange, a.LogInodes, a.LogInodesRange)
	return append(diags, moreDiags...)
}

// diskOf returns a disk with the given limits, or nil if none is given.
func diskOf(size *string, sizeAt hcl.Range, inodes *int64, inodesAt hcl.Range) (*Disk, hcl.Diagnostics) {
	if size == nil && inodes == nil {
		return nil, nil
	}
	var diags hcl.Diagnostics
	d := &Disk{}
	if size != nil {
		n, err := ParseSize(*size)
		if err == nil && n == 0 {
			err = fmt.Errorf("%q is too small; a disk has at least one byte", *size)
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

// checkServers reports errors that can be found only when all servers are known. all are the
// server blocks, in the order of e.Servers.
func checkServers(e *Ensemble, all []serverAttrs) hcl.Diagnostics {
	diags := checkIDs(e, all)
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

// checkIDs reports servers with the id of another server.
func checkIDs(e *Ensemble, all []serverAttrs) hcl.Diagnostics {
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
			diags = append(diags, Errorf(all[i].IDRange, "Duplicate id", "Another server of the ensemble has the id %d.", s.ID))
		}
		taken[s.ID] = true
	}
	return diags
}

// ValidList reports errors in the list of servers for the configuration of the server id. A
// nil list means all servers.
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
		diags = append(diags, Errorf(at, "Server does not list itself", "The list of server %d must include server %d: a server does not run with a list that it is not in.", id, id))
	}
	return diags
}

// checkBoot reports ensembles whose servers could not serve after the boot.
func checkBoot(e *Ensemble, all []serverAttrs) hcl.Diagnostics {
	switch {
	case e.Voters() == 0:
		return hcl.Diagnostics{Errorf(e.Range, "No voter", "All servers are observers; an ensemble needs at least one voter.")}
	case len(e.AtBoot()) == 0:
		return hcl.Diagnostics{Errorf(e.Range, "No server starts", "All servers start later; a scenario begins with an ensemble that serves.")}
	}
	var diags hcl.Diagnostics
	reported := false // servers that list all get one error together
	for i := range e.Servers {
		s := &e.Servers[i]
		if s.Later || s.List == nil && reported {
			continue
		}
		at := e.Range
		if s.List != nil {
			at = all[i].ListRange
		}
		d := checkQuorum(e, s, at)
		reported = reported || len(d) > 0 && s.List == nil
		diags = append(diags, d...)
	}
	return diags
}

// checkQuorum reports a server if too few of the voters that it lists start at the boot. It
// reports nothing if the configuration has weights or groups.
func checkQuorum(e *Ensemble, s *Server, at hcl.Range) hcl.Diagnostics {
	if s.HasWeights() {
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

// HasWeights reports whether the server's configuration gives voters weights or groups, so
// that a quorum is not determined by their number.
func (s *Server) HasWeights() bool {
	for key := range s.Config {
		if strings.HasPrefix(key, "group.") || strings.HasPrefix(key, "weight.") {
			return true
		}
	}
	return false
}

// observed reports whether the server lists observers.
func (s *Server) observed(e *Ensemble) bool {
	return slices.ContainsFunc(e.Servers, func(o Server) bool { return o.Observer && s.Lists(o.ID) })
}

// Change is a change of a server that takes effect at its next start. Empty fields change
// nothing.
type Change struct {
	Release    string
	Config     map[string]string // overrides lines of zoo.cfg
	Properties map[string]string // overrides Java system properties
	List       []int             // replaces the list
}

// String describes the change; it returns "" for an empty one.
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

// With returns the server with a change.
func (s Server) With(c Change) Server {
	s.Release = cmp.Or(c.Release, s.Release)
	s.Config = overlay(s.Config, c.Config)
	s.Properties = overlay(s.Properties, c.Properties)
	if c.List != nil {
		s.List = c.List
	}
	return s
}
