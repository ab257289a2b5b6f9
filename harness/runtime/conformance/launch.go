package conformance

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

const logbackXML = `<configuration>
  <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{ISO8601} [myid:%X{myid}] - %p [%t:%C{1}@%L] - %m%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="CONSOLE"/></root>
</configuration>
`

const log4jProperties = `log4j.rootLogger=INFO, CONSOLE
log4j.appender.CONSOLE=org.apache.log4j.ConsoleAppender
log4j.appender.CONSOLE.layout=org.apache.log4j.PatternLayout
log4j.appender.CONSOLE.layout.ConversionPattern=%d{ISO8601} [myid:%X{myid}] - %p [%t:%C{1}@%L] - %m%n
`

// launch returns a minimal configuration for a server of the quorum.
func (c *cluster) launch(id int) runtime.Launch {
	l := c.launchAlone(id)
	for _, m := range c.ensemble.Machines() {
		o := m.Place()
		l.Files["zoo.cfg"] += fmt.Sprintf("server.%d=%s:%d:%d\n", m.ID(), o.Host, o.QuorumPort, o.ElectionPort)
	}
	return l
}

// launchAlone returns a minimal configuration for a standalone server.
func (c *cluster) launchAlone(id int) runtime.Launch {
	p := c.machine(id).Place()
	var cfg strings.Builder
	fmt.Fprintf(&cfg, "tickTime=500\ninitLimit=20\nsyncLimit=10\ndataDir=%s\ndataLogDir=%s\n", p.DataDir, p.DataLogDir)
	fmt.Fprintf(&cfg, "clientPort=%d\nclientPortAddress=%s\n", p.ClientPort, p.Host)
	fmt.Fprint(&cfg, "4lw.commands.whitelist=*\nadmin.enableServer=false\n")
	return runtime.Launch{
		Release:    c.release,
		Files:      map[string]string{"zoo.cfg": cfg.String(), "logback.xml": logbackXML, "log4j.properties": log4jProperties},
		MyID:       strconv.Itoa(id) + "\n",
		JVMOptions: []string{"-Xmx128m"},
	}
}
