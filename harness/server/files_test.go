package server_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/server"
)

func TestZooCfg(t *testing.T) {
	peers := []server.Peer{
		{ID: 1, Host: "10.0.0.1", QuorumPort: 2888, ElectionPort: 3888},
		{ID: 2, Host: "10.0.0.2", QuorumPort: 2888, ElectionPort: 3888},
		{ID: 3, Host: "10.0.0.3", QuorumPort: 2888, ElectionPort: 3888, Observer: true},
	}
	setup := func(id int, host string, peers []server.Peer, config map[string]string) server.Setup {
		return server.Setup{
			ID: id, Peers: peers, Host: host, ClientPort: 2181, DataDir: "/data", DataLogDir: "/datalog", Config: config,
		}
	}
	for name, s := range map[string]server.Setup{
		"standalone": setup(1, "10.0.0.1", nil, nil),
		"ensemble":   setup(2, "10.0.0.2", peers, nil),
		"observer":   setup(3, "10.0.0.3", peers, nil),
		// The scenario's config overrides the defaults, but not the reserved lines.
		"overriding": setup(1, "10.0.0.1", peers, map[string]string{
			"tickTime": "100", "snapCount": "200", "clientPort": "1", "dataDir": "/tmp", "server.2": "elsewhere:1:2",
		}),
	} {
		t.Run(name, func(t *testing.T) {
			golden.Assert(t, server.Files(s)["zoo.cfg"], name+".cfg")
		})
	}
}

// Roles, votes, zxids and sync modes are read from the console, at level INFO.
func TestLoggingConfiguration(t *testing.T) {
	files := server.Files(server.Setup{})
	for name, want := range map[string]string{"log4j.properties": "rootLogger=INFO, CONSOLE", "logback.xml": `<root level="INFO">`} {
		assert.Assert(t, strings.Contains(files[name], want), "%s: %s", name, files[name])
	}
}

func TestDefaultsAreACopy(t *testing.T) {
	server.Defaults()["tickTime"] = "1"
	assert.Equal(t, server.Defaults()["tickTime"], "500")
}

// All lines that the harness overwrites are reserved. Otherwise lines of a scenario would be
// lost without an error.
func TestOverwrittenLinesAreReserved(t *testing.T) {
	setup := server.Setup{ID: 1, Peers: []server.Peer{{ID: 1, Observer: true}, {ID: 2}}, ControllerPort: 1, Config: map[string]string{}}
	keys := keysOf(server.Files(setup)["zoo.cfg"])
	for key := range keys {
		setup.Config[key] = "mine"
	}
	for key, value := range keysOf(server.Files(setup)["zoo.cfg"]) {
		_, owned := server.Reserved(key)
		assert.Equal(t, owned, value != "mine", "%s=%s", key, value)
	}
	assert.Assert(t, len(keys) > len(server.Defaults()))
}

func keysOf(cfg string) map[string]string {
	keys := map[string]string{}
	for line := range strings.Lines(cfg) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		keys[key] = value
	}
	return keys
}
