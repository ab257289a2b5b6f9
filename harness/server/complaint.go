package server

import (
	"regexp"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Complaint is an error or a warning in a server's log.
type Complaint struct {
	Line      string // with time, level and thread; of the Java machine itself, without
	Message   string // the line without them
	Exception string // exception below the line, and the one that caused it; "" without one
	// Grave complaints are errors and exceptions, except those about the end of a
	// connection to another server: these follow whenever one of the two is gone, and are
	// seldom the cause of anything.
	Grave bool
}

// String returns the message and the exception, with the names of files in place of their
// paths.
func (c Complaint) String() string {
	text := strings.TrimRight(c.Message, " :=")
	switch {
	case text == "":
		text = c.Exception
	case c.Exception != "":
		text += ": " + c.Exception
	}
	return timeline.ShortPaths(text)
}

// Wording returns the text with each number replaced by N, so that the same problem has
// the same wording each time.
func (c Complaint) Wording() string { return digits.ReplaceAllString(c.String(), "N") }

// Root returns the exception that caused the others, or the text if there is none.
func (c Complaint) Root() string {
	if c.Exception == "" {
		return c.String()
	}
	return timeline.RootCause(c.Exception)
}

var digits = regexp.MustCompile(`(0x)?[0-9a-f]*[0-9][0-9a-f]*`)

// Complaints finds the complaints in a log. A logger writes the exception that belongs to
// a line below it: all releases up to 3.9.5 as Throwable.printStackTrace does, those since
// 3.8 (Logback) with ": null" where there is no message. So a complaint is complete when
// the next line of a logger begins.
type Complaints struct {
	pending *Complaint
	harmful bool // the pending one is of level ERROR
	logger  string
}

var (
	// record matches the begin of a line in the layout of Files. Groups: level, class of
	// the logger, which 3.8 and later write with its package, and message.
	record = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (\S+) +\[.*?([\w$]*)\] - (.*)$`)
	// uncaught matches the line with which the Java machine reports that a thread has
	// ended. Group: the exception.
	uncaught = regexp.MustCompile(`^Exception(?: in thread "[^"]*"|:) +(.+)$`)
	// unborn matches the line with which a Java machine reports that it cannot start. The
	// next line has the reason: an exception, or a sentence.
	unborn = regexp.MustCompile(`^Error occurred during initialization of (?:VM|boot layer)$`)
	// exception matches the first line of a stack trace: the name of a class, and a message.
	// EndOfStreamException writes itself without its package.
	exception = regexp.MustCompile(`^(?:(?:[\w$]+\.)+[A-Z][\w$]*|[A-Z][\w$]*(?:Exception|Error))(?:: .*)?$`)
)

// causedBy is the prefix of the line that names the cause of an exception.
const causedBy = "Caused by: "

// Add reads the next line, without its line break. If the complaint before it is complete
// by that, it returns it.
func (c *Complaints) Add(line string) (done Complaint, ok bool) {
	if found := record.FindStringSubmatch(line); found != nil {
		done, ok = c.End()
		if found[1] == "ERROR" || found[1] == "WARN" {
			c.pending = &Complaint{Line: line, Message: found[3]}
			c.harmful, c.logger = found[1] == "ERROR", found[2]
		}
		return done, ok
	}
	if found := uncaught.FindStringSubmatch(line); found != nil {
		done, ok = c.End()
		c.pending = &Complaint{Line: line, Message: strings.TrimSuffix(line, found[1]), Exception: found[1]}
		c.harmful, c.logger = true, ""
		return done, ok
	}
	if unborn.MatchString(line) {
		done, ok = c.End()
		c.pending = &Complaint{Line: line, Message: line}
		c.harmful, c.logger = true, ""
		return done, ok
	}
	if c.pending != nil {
		c.pending.readTrace(line)
	}
	return Complaint{}, false
}

// readTrace reads a line below a complaint: the first of a stack trace, or the last cause.
func (c *Complaint) readTrace(line string) {
	cause, isCause := strings.CutPrefix(line, causedBy)
	switch {
	case isCause:
		first, _, _ := strings.Cut(c.Exception, timeline.CausedBy)
		c.Exception = first + timeline.CausedBy + withoutNull(cause)
	case c.Exception == "" && (exception.MatchString(strings.TrimSpace(line)) || unborn.MatchString(c.Message)):
		c.Exception = withoutNull(line)
	}
}

// withoutNull removes what Logback writes in place of a message that is missing.
func withoutNull(exception string) string {
	return strings.TrimSuffix(strings.TrimSpace(exception), ": null")
}

// Pending reports whether the last complaint is not complete yet.
func (c *Complaints) Pending() bool { return c.pending != nil }

// End returns the complaint that is not complete yet, if there is one: the log has ended,
// or nothing more comes. Complaints that the harness itself causes are left out, and those
// that healthy servers log.
func (c *Complaints) End() (done Complaint, ok bool) {
	if c.pending == nil {
		return Complaint{}, false
	}
	done, c.pending = *c.pending, nil
	text := done.String()
	if slices.ContainsFunc(ownMaking, func(part string) bool { return strings.Contains(text, part) }) || routine.MatchString(text) {
		return Complaint{}, false
	}
	lostPeer := connectionLoss.MatchString(done.Exception) || slices.Contains(peerLoggers, c.logger) && interruption.MatchString(done.Exception)
	done.Grave = (c.harmful || done.Exception != "") && !lostPeer && !aftermath.MatchString(text)
	return done, true
}

// ownMaking are parts of the complaints that the clients and the configuration of the
// harness cause, as they were found in runs of 3.4.14, 3.5.10, 3.6.4, 3.7.2, 3.8.4 and
// 3.9.5 without any fault, and in the runs of the catalogue.
var ownMaking = []string{
	// A client that sends no readOnly (ZooKeeperServer.processConnectRequest).
	"Connection request from old client ",
	// A session or a four-letter word that ends with its connection (NIOServerCnxn.doIO).
	"Unable to read additional data from client",
	// A four-letter word or a handshake that meets a server without a leader.
	"ZooKeeperServer not running",
	// The answer to a four-letter word whose client is gone (NIOServerCnxn, 3.4).
	"Error sending data synchronously",
	// What zoo.cfg does not set (ServerCnxnFactory since 3.6, QuorumPeerMain).
	"maxCnxns is not configured",
	"running in standalone mode",
}

// routine matches the warnings that healthy servers log whenever another one joins, leaves
// or is elected (Learner, QuorumPeer, LearnerHandler, Leader, QuorumCnxManager).
var routine = regexp.MustCompile(`^Got zxid \S+ expected |^PeerState set to LOOKING|^\*+ GOODBYE |^Interrupting SendWorker|^Send worker leaving thread|` +
	`^Interrupted while waiting for message on queue|^Connection broken for id |^Exception while shutting down acceptor`)

// aftermath matches complaints that explain nothing: a second bean of the same name
// (ZooKeeperServer.registerJMX), and the exit that other complaints explain (ServiceUtils).
var aftermath = regexp.MustCompile(`^Failed to register .*: javax\.management\.|^Exiting JVM with code `)

// peerLoggers are the classes that connect servers with each other.
var peerLoggers = []string{"Leader", "Learner", "LearnerHandler", "Observer", "QuorumCnxManager", "SendAckRequestProcessor"}

var (
	// connectionLoss matches the exceptions of connections that end or cannot be made.
	connectionLoss = regexp.MustCompile(`^java\.net\.(?:Connect|NoRouteToHost|Socket|SocketTimeout)Exception\b|^java\.io\.IOException: Failed connect to `)
	// interruption matches exceptions that only peerLoggers have for that reason.
	interruption = regexp.MustCompile(`^java\.io\.EOFException$|^java\.lang\.InterruptedException$|^java\.nio\.channels\.`)
)
