package machine

import (
	"fmt"
	"net/netip"
	"time"
)

// Request is one operation to execute on a machine. Op selects it; the comment of
// each other field names the operations that use the field.
type Request struct {
	Op string `json:"op"`

	Drops     []Drop     `json:"drops,omitempty"`     // OpDrop
	Ports     []int      `json:"ports,omitempty"`     // OpListen, OpReceived
	Datagrams []Datagram `json:"datagrams,omitempty"` // OpSend

	Path    string   `json:"path,omitempty"`    // the operations on files: absolute
	Paths   []string `json:"paths,omitempty"`   // OpReadAll, OpRemove: absolute
	To      string   `json:"to,omitempty"`      // OpRename
	Content []byte   `json:"content,omitempty"` // OpWrite, OpAppend, OpOverwrite; OpWeb: the body
	Offset  int64    `json:"offset,omitempty"`  // OpRead, OpOverwrite: in bytes
	Size    int64    `json:"size,omitempty"`    // in bytes. OpTruncate: of the file; OpRead: the most to read, 0 for everything; OpFill: to leave free. OpFillInodes: inodes to leave free
	Trim    bool     `json:"trim,omitempty"`    // OpRead, OpReadAll: leave out the zeros that a file ends with

	Method string            `json:"method,omitempty"` // OpWeb
	URL    string            `json:"url,omitempty"`    // OpWeb
	Header map[string]string `json:"header,omitempty"` // OpWeb: fields in addition to those of every request
}

// The operations of a machine.
const (
	OpDrop     = "drop"     // add Drops to those in force, all or none; one already in force stays as it is, with its counters
	OpHeal     = "heal"     // remove all drops
	OpDrops    = "drops"    // Answer.Drops: those in force, in the order in which they were added, with their counters, as the kernel lists them
	OpListen   = "listen"   // open a UDP socket on each of Ports on all addresses, unless it is open, and keep what arrives
	OpSend     = "send"     // send Datagrams, each three times; one that a drop of the sender swallows counts as sent
	OpReceived = "received" // Answer.Received: tokens that arrived since OpListen, sorted, each once; the sockets are closed when Ports is empty

	OpList      = "list"      // Answer.Files: the folder Path, sorted by name; empty when the folder does not exist. And Answer.Space, of the file system that holds it or a folder above; none where it cannot be measured
	OpRead      = "read"      // Answer.Content; and Answer.Size, that of the whole file
	OpReadAll   = "read_all"  // Answer.Files: the files Paths as they are named there, in that order, with Content
	OpWrite     = "write"     // create or replace the file Path; it and new folders get the owner of the folder above
	OpAppend    = "append"    // to an existing file
	OpTruncate  = "truncate"  // an existing file
	OpOverwrite = "overwrite" // the bytes at Offset of an existing file with Content
	OpRename    = "rename"    // Path to To
	OpRemove    = "remove"    // the file Path, or everything in the folder Path; or else the files Paths; a missing one is an error
	OpSpace     = "space"     // Answer.Space: of the file system that holds Path
	OpFill      = "fill"      // write or lengthen a file of zeros, Path, until Size bytes are free; Answer.Space. Only on a disk of a given size, a tmpfs

	OpFillInodes = "fill_inodes" // create empty files, Path.1, Path.2 and so on, until Size inodes are free; Answer.Space. Only on a tmpfs with a number of inodes

	OpWeb = "web" // an HTTP request from the machine, GET without a Method; Answer.Status and Answer.Content
)

// NeedsNetwork reports whether an operation needs a machine with a network of its
// own: elsewhere it would affect everything on the computer.
func NeedsNetwork(op string) bool {
	switch op {
	case OpDrop, OpHeal, OpDrops, OpListen, OpSend, OpReceived:
		return true
	}
	return false
}

// Direction is a packet's direction as its machine sees it.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Drop is a rule by which a machine drops packets: TCP and UDP alike, so that a
// probe meets the same rules as the servers; without a Port, all of IP. Traffic over
// the loopback is never dropped. No sender learns of it: open and new connections
// hang, and go on when TCP sends again after the drop was removed.
type Drop struct {
	// Peer is the IP address of the other machine; "" matches any.
	Peer      string    `json:"peer,omitempty"`
	Direction Direction `json:"direction"`
	// Port matches the source or the destination port, 1 to 65535; 0 matches any.
	Port int `json:"port,omitempty"`
	// After is the number of bytes of IP packets, headers included, that pass before
	// the rule begins to drop: it first drops the packet that would exceed them.
	After int64 `json:"after,omitempty"`
}

const highestPort = 65535

// validate finds values that the kernel would refuse or interpret differently.
func (d Drop) validate() error {
	if d.Peer != "" {
		if _, err := netip.ParseAddr(d.Peer); err != nil {
			return fmt.Errorf("drop packets of %q: %w", d.Peer, err)
		}
	}
	switch {
	case d.Direction != In && d.Direction != Out:
		return fmt.Errorf("drop packets: %q is no direction", d.Direction)
	case d.Port < 0 || d.Port > highestPort:
		return fmt.Errorf("drop packets: %d is no port", d.Port)
	case d.After < 0:
		return fmt.Errorf("drop packets after %d bytes: the number of bytes is negative", d.After)
	}
	return nil
}

// DropState is a Drop with its counters, as the kernel lists it.
type DropState struct {
	Drop
	Packets uint64 `json:"packets"` // dropped
	Bytes   uint64 `json:"bytes"`   // dropped
}

// Datagram is a probe, which its receiver knows by its token.
type Datagram struct {
	Host     string `json:"host"`                // IP address of the receiver
	Port     int    `json:"port"`                // of the receiver
	FromPort int    `json:"from_port,omitempty"` // of the sender; 0 is any
	Token    string `json:"token"`
}

// File is an entry of a folder, or a file that was read.
type File struct {
	Name     string    `json:"name"`
	Size     int64     `json:"size"` // in bytes
	Dir      bool      `json:"dir,omitempty"`
	Modified time.Time `json:"modified"`
	Content  []byte    `json:"content,omitempty"` // OpReadAll
}

// Space describes a file system: its kind as the kernel names it, such as tmpfs, its
// bytes and its inodes.
type Space struct {
	Type       string `json:"type,omitempty"`
	Size       int64  `json:"size"` // in bytes
	Free       int64  `json:"free"` // in bytes, for other users than the superuser
	Inodes     int64  `json:"inodes"`
	InodesFree int64  `json:"inodes_free"`
}

// Answer is the result of a Request. The comment of each field names the operations
// that set it.
type Answer struct {
	Error    string      `json:"error,omitempty"`    // any: "" when the request was executed
	Drops    []DropState `json:"drops,omitempty"`    // OpDrops
	Received []string    `json:"received,omitempty"` // OpReceived
	Files    []File      `json:"files,omitempty"`    // OpList, OpReadAll
	Content  []byte      `json:"content,omitempty"`  // OpRead, OpWeb
	Size     int64       `json:"size,omitempty"`     // OpRead
	Space    *Space      `json:"space,omitempty"`    // OpList, OpSpace, OpFill, OpFillInodes
	Status   int         `json:"status,omitempty"`   // OpWeb
}
