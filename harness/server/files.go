// Package server writes the configuration files of ZooKeeper servers, sends them
// four-letter words, and parses their answers and the lines of their logs. It starts no
// servers; the runtimes do.
package server

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Peer is a server as it is listed in the configuration of every server.
type Peer struct {
	ID           int
	Host         string
	QuorumPort   int
	ElectionPort int
	Observer     bool
}

// Setup holds the values for the configuration files of one server.
type Setup struct {
	ID         int
	Peers      []Peer // servers to list, including itself; none for a standalone server
	Host       string // address to serve clients on
	ClientPort int
	DataDir    string
	DataLogDir string
	Config     map[string]string // lines of zoo.cfg from the scenario
	// ControllerPort is the port of ZooKeeper's fault controller; 0 for none.
	ControllerPort int
}

// defaults are lines of zoo.cfg that a scenario may override: short ticks, so that
// elections and expiries take little time, and access to everything that the harness reads
// from a server.
var defaults = map[string]string{
	"tickTime":               "500",
	"initLimit":              "20",
	"syncLimit":              "10",
	"maxClientCnxns":         "0",
	"4lw.commands.whitelist": "*",
	"admin.enableServer":     "false",
}

// Defaults returns the lines of zoo.cfg that apply unless a scenario overrides them.
func Defaults() map[string]string { return maps.Clone(defaults) }

// reserved lists the lines of zoo.cfg that only the harness may write, each with advice
// for the author of a scenario.
var reserved = map[string]string{
	"clientPort":        "the runtime chooses where servers listen",
	"clientPortAddress": "the runtime chooses where servers listen",
	"dataDir":           "the runtime chooses where servers keep their files",
	"dataLogDir":        "the runtime chooses where servers keep their files",
	"dynamicConfigFile": "the servers of an ensemble are listed in zoo.cfg itself",
	"peerType":          "write observer = true in the block of a server",
}

// serverLine is the prefix of the keys that list the servers.
const serverLine = "server."

// Reserved reports whether only the harness may write a line of zoo.cfg, and returns advice
// for the author of a scenario.
func Reserved(key string) (advice string, isReserved bool) {
	if strings.HasPrefix(key, serverLine) {
		return "write server_list in the block of a server", true
	}
	advice, isReserved = reserved[key]
	return advice, isReserved
}

// Files returns the files of the server's configuration folder by name. They always
// include both logging configurations: releases up to 3.7 read log4j.properties, later ones
// logback.xml.
func Files(s Setup) map[string]string {
	return map[string]string{
		"zoo.cfg":          zooCfg(s),
		"log4j.properties": log4j,
		"logback.xml":      logback,
	}
}

// ControlledMain is the class of ZooKeeper's fault controller, which starts the server
// itself. Releases since 3.7.0 contain it.
const ControlledMain = "org.apache.zookeeper.server.controller.ControllerService"

func zooCfg(s Setup) string {
	config := maps.Clone(defaults)
	// Servers that share a network need different addresses for their admin servers.
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

// addPeers adds the server lines, in the form that every release supports.
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

// The harness reads roles, votes, zxids and sync modes from the log, so the log is written
// to the console at level INFO. The layout omits the caller, which is expensive to find.
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
