// Package server is what ZooKeeper's servers are given and what they tell: their
// configuration files, the answers to four-letter words, and the lines of their
// logs. It starts nothing; the runtimes do.
package server

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Peer is a server as it stands in every server's configuration.
type Peer struct {
	ID           int
	Host         string
	QuorumPort   int
	ElectionPort int
	Observer     bool
}

// Setup is what one server's configuration files are made from.
type Setup struct {
	ID         int
	Peers      []Peer // that it lists, itself among them; none for a standalone server
	Host       string // address that clients are served on
	ClientPort int
	DataDir    string
	DataLogDir string
	Config     map[string]string // the scenario's own lines of zoo.cfg
	// ControllerPort is where ZooKeeper's fault controller listens; 0 is nowhere.
	ControllerPort int
}

// defaults are short ticks, so that elections and expiries do not make a
// scenario wait, and everything that the harness needs to ask a server.
// A scenario's config overrides them.
var defaults = map[string]string{
	"tickTime":               "500",
	"initLimit":              "20",
	"syncLimit":              "10",
	"maxClientCnxns":         "0",
	"4lw.commands.whitelist": "*",
	"admin.enableServer":     "false",
}

// Defaults are the lines of zoo.cfg that hold unless a scenario says otherwise.
func Defaults() map[string]string { return maps.Clone(defaults) }

// owned are the lines of zoo.cfg that make a server the one that it is, each
// with what an author may do about it.
var owned = map[string]string{
	"clientPort":        "the runtime chooses where servers listen",
	"clientPortAddress": "the runtime chooses where servers listen",
	"dataDir":           "the runtime chooses where servers keep their files",
	"dataLogDir":        "the runtime chooses where servers keep their files",
	"dynamicConfigFile": "the servers of an ensemble stand in zoo.cfg itself",
	"peerType":          "write observer = true in the block of a server",
}

// serverLine begins the keys of the lines that list the servers.
const serverLine = "server."

// Owner tells whether a line of zoo.cfg is written by the harness alone, and
// what an author may do about it.
func Owner(key string) (why string, isOwned bool) {
	if strings.HasPrefix(key, serverLine) {
		return "write server_list in the block of a server", true
	}
	why, isOwned = owned[key]
	return why, isOwned
}

// Files are the server's configuration folder. Both logging configurations are
// always there: releases up to 3.7 read log4j.properties, later ones logback.xml.
func Files(s Setup) map[string]string {
	return map[string]string{
		"zoo.cfg":          zooCfg(s),
		"log4j.properties": log4j,
		"logback.xml":      logback,
	}
}

// ControlledMain is ZooKeeper's fault controller, which starts the server itself.
// It is in releases since 3.7.0.
const ControlledMain = "org.apache.zookeeper.server.controller.ControllerService"

func zooCfg(s Setup) string {
	config := maps.Clone(defaults)
	// Servers that share a network each have an admin server of their own.
	config["admin.serverAddress"] = s.Host
	if s.ControllerPort != 0 {
		config["controllerPort"] = fmt.Sprint(s.ControllerPort)
	}
	maps.Copy(config, s.Config)
	maps.Copy(config, map[string]string{
		"dataDir":           s.DataDir,
		"dataLogDir":        s.DataLogDir,
		"clientPort":        fmt.Sprint(s.ClientPort),
		"clientPortAddress": s.Host,
	})
	addPeers(config, s)
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(config)) {
		fmt.Fprintf(&text, "%s=%s\n", key, config[key])
	}
	return text.String()
}

// addPeers uses the form of server lines that every release understands.
func addPeers(config map[string]string, s Setup) {
	for _, p := range s.Peers {
		line := fmt.Sprintf("%s:%d:%d", p.Host, p.QuorumPort, p.ElectionPort)
		if p.Observer {
			line += ":observer"
		}
		config[serverLine+strconv.Itoa(p.ID)] = line
		if p.Observer && p.ID == s.ID {
			config["peerType"] = "observer"
		}
	}
}

// The harness reads roles, votes, zxids and sync modes from the log, so it goes
// to the console at level INFO, without the cost of finding each line's caller.
const (
	log4j = `log4j.rootLogger=INFO, CONSOLE
log4j.appender.CONSOLE=org.apache.log4j.ConsoleAppender
log4j.appender.CONSOLE.layout=org.apache.log4j.PatternLayout
log4j.appender.CONSOLE.layout.ConversionPattern=%d{ISO8601} %-5p [%t:%c{1}] - %m%n
`
	logback = `<configuration>
  <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
    <encoder>
      <pattern>%d{"yyyy-MM-dd HH:mm:ss,SSS"} %-5p [%t:%c{1}] - %m%n</pattern>
    </encoder>
  </appender>
  <root level="INFO">
    <appender-ref ref="CONSOLE"/>
  </root>
</configuration>
`
)
