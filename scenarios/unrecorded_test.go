package scenarios_test

import (
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
)

// writerEnv makes this test program the client whose writes nobody records.
const writerEnv = "ZKSCENARIO_TEST_WRITER"

// unrecorded runs a program that writes beside server 1; %q is its file.
const unrecorded = `
scenario "unrecorded" {
  summary = "A program writes by a client of its own."

  ensemble { servers = 3 }

  session "app" { server = 1 }
  session "other" { server = 2 }

  step "the program writes" {
    create "/app" {
      data    = "1"
      session = "app"
    }
    read "/app" { session = "app" }
    exec {
      server  = 1
      command = ["env", "%s=1", %q, "-test.run=^TestWriter$"]
    }
  }

  step "clients see it" {
    read "/app" {
      session = "app"
      as      = "app"
    }
    require { condition = result.app.data == "2" }
    set "/app" {
      data    = "3"
      session = "app"
    }
    children "/" { session = "other" }
    exists "/ext" { session = "other" }
  }
}
`

// What a program of the scenario writes is no deviation of ZooKeeper.
func TestUnrecordedWriterIsNotZooKeeper(t *testing.T) {
	program, err := os.Executable()
	assert.NilError(t, err)
	text := fmt.Sprintf(unrecorded, writerEnv, program)
	rep := harness.Run(t.Context(), planOf(t, text, "3.9.5"), harness.Options{Runtime: runtimeNamed(t, "local"), Root: t.ArtifactDir()})
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
}

// TestWriter is the program: it runs in the folder of server 1.
func TestWriter(t *testing.T) {
	if os.Getenv(writerEnv) == "" {
		return // TestUnrecordedWriterIsNotZooKeeper runs it
	}
	config, err := os.ReadFile("conf/zoo.cfg")
	assert.NilError(t, err)
	setting := func(name string) string {
		return string(regexp.MustCompile(`(?m)^` + name + `=(.+)$`).FindSubmatch(config)[1])
	}
	c, _, err := zk.Connect([]string{setting("clientPortAddress") + ":" + setting("clientPort")}, 10*time.Second)
	assert.NilError(t, err)
	defer c.Close()
	for _, path := range []string{"/ext", "/app/ext"} {
		_, err = c.Create(path, nil, 0, zk.WorldACL(zk.PermAll))
		assert.NilError(t, err)
	}
	_, err = c.Set("/app", []byte("2"), -1)
	assert.NilError(t, err)
}
