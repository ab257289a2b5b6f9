package fake

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// blockSize is the unit in which a disk of a given size allocates space, in bytes.
const blockSize = 4096

// disks holds the two file systems of a machine. A start of the server depends on which
// files exist and not on their content.
type disks struct {
	files     map[string][]byte // by absolute path
	modified  map[string]time.Time
	data, log *spec.Disk
}

func newDisks(s spec.Server) disks {
	return disks{files: map[string][]byte{}, modified: map[string]time.Time{}, data: s.DataDisk, log: s.LogDisk}
}

func (d *disks) write(name string, content []byte) {
	d.files[name], d.modified[name] = content, time.Now()
}

// openDisksLocked writes the files of a server that starts, except for its log, which the
// first transaction creates. A server whose folders are empty has lost its data.
func (m *machine) openDisksLocked(l runtime.Launch) {
	place := m.Place()
	logs, data := m.folders()
	if len(m.disks.list(data)) == 0 && len(m.disks.list(logs)) == 0 {
		m.tree, m.applied, m.acceptedEpoch, m.currentEpoch = newTree(), 0, 0, 0
	}
	zxid := m.e.lastLocked(m.applied)
	if l.MyID != "" {
		m.disks.write(path.Join(place.DataDir, "myid"), []byte(l.MyID))
	}
	m.writeEpochsLocked()
	m.disks.write(path.Join(data, fmt.Sprintf("snapshot.%x", zxid)), snapshot())
	m.log = ""
}

func (m *machine) writeEpochsLocked() {
	_, data := m.folders()
	m.disks.write(path.Join(data, "acceptedEpoch"), fmt.Append(nil, m.acceptedEpoch))
	m.disks.write(path.Join(data, "currentEpoch"), fmt.Append(nil, m.currentEpoch))
}

func (d *disks) list(folder string) []agent.File {
	var files []agent.File
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		if path.Dir(name) == folder {
			files = append(files, agent.File{Name: path.Base(name), Size: int64(len(d.files[name])), Modified: d.modified[name]})
		}
	}
	return files
}

func (m *machine) filesLocked(r agent.Request) agent.Answer {
	content, found := m.disks.files[r.Path]
	if m.wrongLocked().BadDisk && slices.Contains([]string{agent.OpList, agent.OpRead, agent.OpReadAll}, r.Op) {
		return agent.Answer{Error: r.Path + ": input/output error"}
	}
	switch r.Op {
	case agent.OpList:
		return agent.Answer{Files: m.disks.list(r.Path), Space: m.spaceLocked(r.Path)}
	case agent.OpReadAll:
		return m.readAllLocked(r)
	case agent.OpSpace:
		return agent.Answer{Space: m.spaceLocked(r.Path)}
	case agent.OpRead, agent.OpAppend, agent.OpTruncate, agent.OpOverwrite, agent.OpRename:
		if !found {
			return agent.Answer{Error: r.Path + ": no such file or directory"}
		}
	}
	if r.Op == agent.OpRead {
		whole := int64(len(content))
		if r.Trim {
			content = bytes.TrimRight(content, "\x00")
		}
		content = content[min(r.Offset, int64(len(content))):]
		if r.Size > 0 {
			content = content[:min(r.Size, int64(len(content)))]
		}
		return agent.Answer{Content: bytes.Clone(content), Size: whole}
	}
	if !m.wrongLocked().ReadOnly {
		m.changeLocked(r, content)
	}
	return agent.Answer{Space: m.spaceLocked(r.Path)}
}

func (m *machine) readAllLocked(r agent.Request) agent.Answer {
	var all agent.Answer
	for _, name := range r.Paths {
		one := m.filesLocked(agent.Request{Op: agent.OpRead, Path: name, Trim: r.Trim})
		if one.Error != "" {
			return one
		}
		all.Files = append(all.Files, agent.File{Name: name, Size: one.Size, Content: one.Content})
	}
	return all
}

func (m *machine) changeLocked(r agent.Request, content []byte) {
	switch r.Op {
	case agent.OpWrite:
		m.disks.write(r.Path, r.Content)
	case agent.OpAppend:
		m.disks.write(r.Path, slices.Concat(content, r.Content))
	case agent.OpTruncate:
		m.disks.write(r.Path, append(bytes.Clone(content), make([]byte, max(0, r.Size-int64(len(content))))...)[:r.Size])
	case agent.OpOverwrite:
		changed := bytes.Clone(content)
		copy(changed[r.Offset:], r.Content)
		m.disks.write(r.Path, changed)
	case agent.OpRename:
		delete(m.disks.files, r.Path)
		m.disks.write(r.To, content)
	case agent.OpRemove:
		maps.DeleteFunc(m.disks.files, func(name string, _ []byte) bool {
			return name == r.Path || r.Path != "" && strings.HasPrefix(name, r.Path+"/") || slices.Contains(r.Paths, name)
		})
	case agent.OpFill:
		free := m.spaceLocked(r.Path).Free
		m.disks.write(r.Path, append(content, make([]byte, max(0, free-r.Size))...))
	case agent.OpFillInodes:
		for n := 1; m.spaceLocked(r.Path).InodesFree > r.Size; n++ {
			m.disks.write(fmt.Sprintf("%s.%d", r.Path, n), nil)
		}
	}
}

// defaultSize is the size and the number of inodes of a disk without given ones.
const defaultSize = 1 << 40

func (m *machine) spaceLocked(at string) *agent.Space {
	place := m.Place()
	root, disk := place.DataDir, m.disks.data
	if strings.HasPrefix(at+"/", place.DataLogDir+"/") {
		root, disk = place.DataLogDir, m.disks.log
	}
	space := agent.Space{Type: "ext4", Size: defaultSize, Inodes: defaultSize}
	if disk != nil {
		space = agent.Space{Type: "tmpfs", Size: (disk.Bytes + blockSize - 1) / blockSize * blockSize, Inodes: disk.Inodes}
	}
	space.Free, space.InodesFree = space.Size, space.Inodes
	for name, content := range m.disks.files {
		if strings.HasPrefix(name, root+"/") {
			space.Free -= int64(len(content)+blockSize-1) / blockSize * blockSize
			space.InodesFree--
		}
	}
	if m.wrongLocked().Full {
		space.Free = 0
	}
	return &space
}

// hostOf returns the address of a machine for probes; no other packets are sent to it.
func hostOf(id int) string { return "10.0.0." + strconv.Itoa(id) }
