package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/disk"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// DiskLimit bounds the reading of all disks.
const DiskLimit = 30 * time.Second

// RecordDisks reads the disks of all servers into the timeline, whether the servers run
// or not. It notes what cannot be read.
func (c *Cluster) RecordDisks(ctx context.Context) {
	disks, err := c.Disks(ctx, indeterminate(c.Log.Events()))
	if err != nil {
		c.Note("not all disks could be read: %s", err)
	}
	for _, d := range disks {
		c.Log.Append(timeline.Event{Kind: timeline.KindDisk, Actor: fmt.Sprintf("server %d", d.Server), What: disk.Describe(d), Disk: &d})
	}
}

// indeterminate lists the requests of operations whose outcome is unknown.
func indeterminate(events []timeline.Event) map[timeline.Request]bool {
	found := map[timeline.Request]bool{}
	for _, e := range events {
		if e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown && e.Op.Xid != 0 {
			found[e.Op.Request()] = true
		}
	}
	return found
}

// Disks reads the disks of all servers concurrently, with the transactions of the wanted
// requests. It returns those that could be read together with the error.
func (c *Cluster) Disks(ctx context.Context, wanted map[timeline.Request]bool) ([]timeline.Disk, error) {
	all, err := ofEach(ctx, c, func(ctx context.Context, d *disk.Disks) (timeline.Disk, error) { return d.Read(ctx, wanted) })
	return slices.DeleteFunc(all, func(d timeline.Disk) bool { return d.Server == 0 }), err
}

// CompareDisks reads everything that is known of the disks of all servers, and returns for
// each server the spans that it lacks of what a majority of the voters has logged.
func (c *Cluster) CompareDisks(ctx context.Context) ([]disk.Contents, map[int][]timeline.Span, error) {
	all, err := ofEach(ctx, c, func(ctx context.Context, d *disk.Disks) (disk.Contents, error) { return d.ReadContents(ctx) })
	if err != nil {
		return nil, nil, fmt.Errorf("read the disks: %w", err)
	}
	disks := make([]timeline.Disk, len(all))
	for i := range all {
		disks[i] = all[i].Disk
	}
	return all, timeline.Missing(disks, c.voters()), nil
}

// ofEach reads the disks of all servers concurrently, in the order of the servers.
func ofEach[T any](ctx context.Context, c *Cluster, read func(context.Context, *disk.Disks) (T, error)) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, DiskLimit)
	defer cancel()
	all := make([]T, len(c.servers))
	err := Concurrently(len(all), func(i int) (err error) {
		all[i], err = read(ctx, c.servers[i].disks())
		return err
	})
	return all, err
}

// disks returns the server's disks, with its files where its present release keeps them.
func (s *Server) disks() *disk.Disks {
	return &disk.Disks{Ensemble: s.ensemble, Server: s.Spec(), Place: s.machine.Place(), Ask: s.ask}
}

// FillDisk leaves only some bytes or inodes free on a disk for which the ensemble declares
// how many it has.
func (s *Server) FillDisk(ctx context.Context, name spec.DiskName, leave disk.Leave) error {
	return s.changeSpace("fill", name, func(d *disk.Disk) (string, error) { return d.Fill(ctx, leave) })
}

// FreeDisk ends a FillDisk.
func (s *Server) FreeDisk(ctx context.Context, name spec.DiskName) error {
	return s.changeSpace("free", name, func(d *disk.Disk) (string, error) { return d.Free(ctx) })
}

func (s *Server) changeSpace(verb string, name spec.DiskName, change func(*disk.Disk) (receipt string, err error)) error {
	what := fmt.Sprintf("%s the %s disk of server %d", verb, name, s.ID)
	receipt, err := change(s.disks().Disk(name))
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	s.fault(verb+"_disk", what, receipt)
	return nil
}

// Wipe removes all of ZooKeeper's files from disks of a server that is down.
func (s *Server) Wipe(ctx context.Context, names []spec.DiskName) error {
	free, err := s.takeDown("wipe")
	if err != nil {
		return err
	}
	defer free()
	what := fmt.Sprintf("wipe server %d", s.ID)
	var receipts []string
	for _, name := range names {
		receipt, err := s.disks().Disk(name).Wipe(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		receipts = append(receipts, receipt)
	}
	s.fault(timeline.FaultWipe, what, strings.Join(receipts, "; "))
	return nil
}

// Edit changes a file of a server that is down.
func (s *Server) Edit(ctx context.Context, e disk.FileEdit) error {
	free, err := s.takeDown("edit_file")
	if err != nil {
		return err
	}
	defer free()
	at, receipt, err := s.disks().Edit(ctx, e)
	if err != nil {
		return fmt.Errorf("edit_file: %w", err)
	}
	s.fault(timeline.FaultEdit, fmt.Sprintf("edit %s of server %d", at, s.ID), receipt)
	return nil
}

// takeDown takes a server that must be down: what a running one holds in memory and in
// open files would not fit changed files.
func (s *Server) takeDown(word string) (free func(), err error) {
	free, err = s.take(word)
	if err != nil {
		return nil, err
	}
	if _, running := s.State(); running {
		free()
		return nil, verdict.Inconclusive("%s: server %d runs; kill or stop it first", word, s.ID)
	}
	return free, nil
}
