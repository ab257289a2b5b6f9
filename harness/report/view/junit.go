package view

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
)

// The parts of JUnit's XML that all CI systems understand.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Skipped    int             `xml:"skipped,attr"`
		Time       string          `xml:"time,attr"`
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Case       junitCase       `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitProblem `xml:"failure"`
		Error   *junitProblem `xml:"error"`
		Skipped *junitSkipped `xml:"skipped"`
		Out     junitText     `xml:"system-out"`
	}
	junitProblem struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
	junitText struct {
		Text string `xml:",cdata"` // CDATA keeps the line breaks; characters that XML forbids must be escaped before
	}
)

// JUnit writes runs for CI systems that read JUnit's XML. A wrong verdict is a failure.
// An inconclusive run is an error and not skipped, since skipped tests are easily missed;
// one that tested nothing is skipped, since its exit code is 0 and it must not count as
// passed.
func JUnit(w io.Writer, reports []*report.Report) error {
	var all junitSuites
	apart := inSeveralPlaces(reports)
	for _, r := range reports {
		suite, err := suiteOf(r)
		if err != nil {
			return err
		}
		if apart {
			suite.Case.Name += ", " + r.Place()
		}
		all.Suites = append(all.Suites, suite)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("write JUnit: %w", err)
	}
	if _, err := fmt.Fprintf(w, "%s%s\n", xml.Header, text); err != nil {
		return fmt.Errorf("write JUnit: %w", err)
	}
	return nil
}

func suiteOf(r *report.Report) (junitSuite, error) {
	took := fmt.Sprintf("%.3f", r.Took.Seconds())
	c := junitCase{Name: r.Title(), Class: "zkscenario." + r.Scenario, Time: took}
	suite := junitSuite{
		Name: r.Scenario, Tests: 1, Time: took, Timestamp: r.Started.UTC().Format(time.RFC3339),
		Properties: []junitProperty{{"release", r.Release}, {"runtime", r.Runtime}, {"verdict", r.Verdict.String()}},
	}
	if n := len(r.InconclusiveBefore); n > 0 {
		suite.Properties = append(suite.Properties, junitProperty{"inconclusive_before", strconv.Itoa(n)})
	}
	problem := &junitProblem{Type: r.Verdict.String(), Message: r.Reason, Text: report.Plain(evidence(r))}
	switch r.Verdict {
	case report.Held, report.Reproduced:
	case report.Untested:
		c.Skipped, suite.Skipped = &junitSkipped{r.Reason}, 1
	case report.NotReproduced, report.Violated:
		c.Failure, suite.Failures = problem, 1
	default:
		c.Error, suite.Errors = problem, 1
	}
	var out strings.Builder
	if err := Terminal(&out, r, false); err != nil {
		return suite, err
	}
	c.Out.Text = out.String()
	suite.Case = c
	return suite, nil
}
