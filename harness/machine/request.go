package machine

import "time"

// Request is one thing to be done on a machine. Op says what; of the fields
// below it those count that its comment names.
type Request struct {
	Op string `json:"op"`

	Drops     []Drop     `json:"drops,omitempty"`     // OpDrop
	Ports     []int      `json:"ports,omitempty"`     // OpListen
	Datagrams []Datagram `json:"datagrams,omitempty"` // OpSend

	Path    string `json:"path,omitempty"`    // the file operations: absolute
	To      string `json:"to,omitempty"`      // OpRename
	Content []byte `json:"content,omitempty"` // OpWrite, OpAppend, OpOverwrite; of Web the body
	Offset  int64  `json:"offset,omitempty"`  // OpRead, OpOverwrite
	Size    int64  `json:"size,omitempty"`    // OpTruncate; of OpRead the most to read, 0 is all; of OpFill the bytes to leave free
	Trim    bool   `json:"trim,omitempty"`    // of OpRead: leave out the zeros that the file ends with

	Method string `json:"method,omitempty"` // OpWeb
	URL    string `json:"url,omitempty"`    // OpWeb
}

// What a machine can do.
const (
	OpDrop     = "drop"     // add Drops to those that are in force, all or none; one that is in force already stays as it is, with what it has counted
	OpHeal     = "heal"     // remove all drops
	OpDrops    = "drops"    // Answer.Drops: those in force, in the order in which they were added, with what they did, as the kernel lists them
	OpListen   = "listen"   // open a UDP socket on each of Ports on all addresses, unless it is open, and keep what arrives
	OpSend     = "send"     // send Datagrams, each three times; one that a drop of the sender's swallows counts as sent
	OpReceived = "received" // Answer.Received: tokens that arrived since OpListen, sorted, each once; the sockets are closed when Request.Ports is empty

	OpList      = "list"      // Answer.Files: the folder Path, sorted by name; not there: none
	OpRead      = "read"      // Answer.Content; and Answer.Size, that of the whole file
	OpWrite     = "write"     // make or replace the file Path; it and new folders belong to whom the folder does
	OpAppend    = "append"    // to a file that is there
	OpTruncate  = "truncate"  // a file that is there
	OpOverwrite = "overwrite" // Content in place of the bytes at Offset of a file that is there
	OpRename    = "rename"    // Path to To
	OpRemove    = "remove"    // the file Path, or all that the folder Path holds; what is not there is an error
	OpSpace     = "space"     // Answer.Space: of the file system that holds Path
	OpFill      = "fill"      // write or lengthen a file of zeros, Path, until Size bytes are free; Answer.Space. Only on a disk of a given size, a tmpfs

	OpWeb = "web" // an HTTP request from the machine, GET without a Method; Answer.Status and Answer.Content
)

// Direction is that of a packet as its machine sees it.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Drop is a rule by which a machine drops packets, TCP and UDP alike so that a
// probe meets what the servers meet; without a Port, all of IP. Traffic over the
// loopback is never dropped. No sender learns of it: connections hang, new ones
// too, and go on when TCP sends again after the drop was removed.
type Drop struct {
	// Peer is the IP address of the other machine; "" is anybody.
	Peer      string    `json:"peer,omitempty"`
	Direction Direction `json:"direction"`
	// Port is of whichever end has it, source or destination; 0 is any.
	Port int `json:"port,omitempty"`
	// After is how many bytes of IP packets pass, headers included, before the
	// rule begins to drop: the first that it drops is the one that would exceed it.
	After int64 `json:"after,omitempty"`
}

// DropState is a Drop as the kernel lists it.
type DropState struct {
	Drop
	Packets uint64 `json:"packets"` // that were dropped
	Bytes   uint64 `json:"bytes"`   // that were dropped
}

// Datagram is a probe.
type Datagram struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`                // where it goes to
	FromPort int    `json:"from_port,omitempty"` // where it comes from; 0 is any
	Token    string `json:"token"`
}

// File is an entry of a folder.
type File struct {
	Name     string    `json:"name"`
	Size     int64     `json:"size"`
	Dir      bool      `json:"dir,omitempty"`
	Modified time.Time `json:"modified"`
}

// Space is what a file system has, in bytes and inodes; Type is its kind, as the
// kernel calls it, such as tmpfs.
type Space struct {
	Type       string `json:"type,omitempty"`
	Size       int64  `json:"size"`
	Free       int64  `json:"free"`
	Inodes     int64  `json:"inodes"`
	InodesFree int64  `json:"inodes_free"`
}

// Answer is what became of a Request.
type Answer struct {
	Error    string      `json:"error,omitempty"` // "" when it was done
	Drops    []DropState `json:"drops,omitempty"`
	Received []string    `json:"received,omitempty"`
	Files    []File      `json:"files,omitempty"`
	Content  []byte      `json:"content,omitempty"`
	Size     int64       `json:"size,omitempty"`
	Space    *Space      `json:"space,omitempty"`
	Status   int         `json:"status,omitempty"` // of OpWeb
}
