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

// maxErrorLines limits the lines of Maven's output in an error.
const maxErrorLines = 12

//go:embed pom.xml.tmpl
var pomText string

var pom = template.Must(template.New("pom").Parse(pomText))

// project selects the dependencies of the temporary POM of a release, in addition to the
// release itself.
type project struct {
	Release string
	// Managed takes versions from the release's parent POM.
	Managed bool
	// Provided adds the dependencies that a server needs and that the release's own POM leaves
	// to a distribution.
	Provided bool
	// Reload4j adds a logging backend, which the POM has in scope test.
	Reload4j bool
	// Logback adds a logging backend, which is optional in the POM.
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

// MavenAvailable returns an error if jars cannot be fetched on this machine.
func MavenAvailable() error {
	if _, err := exec.LookPath("mvn"); err != nil {
		return errors.New("the command mvn, which fetches ZooKeeper's jars, is missing: install Apache Maven")
	}
	return nil
}

// fetch copies the jars of a release into dir with Maven.
func fetch(ctx context.Context, release, dir string) (err error) {
	if err := MavenAvailable(); err != nil {
		return err
	}
	// Inside dir, because the next fetch removes that if this process is killed.
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
		return fmt.Errorf("run mvn: %w\n%s", err, errorText(string(out)))
	}
	return nil
}

var (
	colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)
	// advice matches the general advice on Maven's flags after the error.
	advice = regexp.MustCompile(`(?s)( -> \[Help 1\])?\s*\[ERROR\]\s*\[ERROR\] (To see the full stack trace|Re-run Maven).*`)
)

// errorText returns the relevant lines of the output of a failed Maven.
func errorText(out string) string {
	text := advice.ReplaceAllString(colours.ReplaceAllString(out, ""), "")
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "[ERROR] ", "")), "\n")
	return strings.Join(lines[:min(maxErrorLines, len(lines))], "\n")
}
