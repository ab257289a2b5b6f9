package release

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"
)

// complaintLines is how much of Maven's complaint is shown.
const complaintLines = 12

//go:embed pom.xml.tmpl
var pomText string

var pom = template.Must(template.New("pom").Parse(pomText))

// project is what the temporary POM of a release depends on, beside the release itself.
type project struct {
	Release string
	// Managed takes versions from the release's parent POM.
	Managed bool
	// Provided adds what the release's own POM leaves to a distribution and a server needs.
	Provided bool
	// Reload4j adds a logging backend, which the POM has in the scope of tests.
	Reload4j bool
	// Logback adds a logging backend, which the POM has as optional.
	Logback bool
}

func projectOf(release string) project {
	p := project{
		Release:  release,
		Provided: atLeast(release, 3, 6),
		Reload4j: slices.Contains([]string{"3.5.10", "3.6.4", "3.7.1", "3.7.2"}, release),
		Logback:  atLeast(release, 3, 8),
	}
	p.Managed = p.Provided || p.Reload4j
	return p
}

// MavenAvailable is nil when jars can be fetched on this machine.
func MavenAvailable() error {
	if _, err := exec.LookPath("mvn"); err != nil {
		return errors.New("the command mvn is missing, which fetches ZooKeeper's jars: install Apache Maven")
	}
	return nil
}

// fetch has Maven copy the jars of a release into dir.
func fetch(ctx context.Context, release, dir string) (err error) {
	if err := MavenAvailable(); err != nil {
		return err
	}
	// Inside of what the next fetch removes, should this process be killed.
	work := filepath.Join(dir, "maven")
	if err := os.Mkdir(work, 0o700); err != nil {
		return fmt.Errorf("make folder for maven: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	var text bytes.Buffer
	if err := pom.Execute(&text, projectOf(release)); err != nil {
		return fmt.Errorf("write pom: %w", err)
	}
	if err := os.WriteFile(filepath.Join(work, "pom.xml"), text.Bytes(), 0o600); err != nil {
		return fmt.Errorf("write pom: %w", err)
	}
	return copyDependencies(ctx, work, dir)
}

func copyDependencies(ctx context.Context, work, dir string) error {
	cmd := exec.CommandContext(ctx, "mvn", "-q", "-B", "-Dstyle.color=never", "dependency:copy-dependencies",
		"-DincludeScope=runtime", "-DoutputDirectory="+dir)
	cmd.Dir = work
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return fmt.Errorf("run mvn: %w", context.Cause(ctx))
	}
	if err != nil {
		return fmt.Errorf("run mvn: %w\n%s", err, complaint(string(out)))
	}
	return nil
}

var (
	colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)
	// Where the complaint ends and advice on Maven's flags begins.
	advice = regexp.MustCompile(`(?s)( -> \[Help 1\])?\s*\[ERROR\]\s*\[ERROR\] (To see the full stack trace|Re-run Maven).*`)
)

// complaint is what is worth reading of what a failed Maven printed.
func complaint(out string) string {
	text := advice.ReplaceAllString(colours.ReplaceAllString(out, ""), "")
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "[ERROR] ", "")), "\n")
	return strings.Join(lines[:min(complaintLines, len(lines))], "\n")
}
