package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// runtimeFlags select where servers run and what they are made from.
type runtimeFlags struct {
	runtime, image, dist string

	release string // the only release that the image or the folder replaces; "" is every release
}

func (f *runtimeFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.runtime, "runtime", "auto", "where servers run: docker, local, or auto (Docker if an engine answers)")
	cmd.Flags().StringVar(&f.image, "image", "", "image of the servers, with the layout of the official one; {release} is replaced by the release (default \"zookeeper:{release}\")")
	complete(cmd, "runtime", f.names)
}

const aboutBuilds = `--dist runs your build as if it were the given --release. Servers that start on another
release, such as before an upgrade, use the published one. An --image without {release}
replaces one release in the same way.`

// addDist adds the flag --dist, for commands that can run a single release.
func (f *runtimeFlags) addDist(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dist, "dist", "", "folder of an unpacked distribution or a build, run instead of the one --release (local runtime)")
}

func (f *runtimeFlags) runtimes(logf func(string, ...any)) []runtime.Runtime {
	return []runtime.Runtime{
		docker.New(docker.Options{Image: f.image, Release: f.release, Logf: logf}),
		local.New(local.Options{Dist: f.dist, Release: f.release, Logf: logf}),
	}
}

// names lists the values of --runtime.
func (f *runtimeFlags) names() []string {
	names := []string{"auto"}
	for _, rt := range f.runtimes(nil) {
		names = append(names, rt.Name())
	}
	return names
}

// validate refuses unknown runtimes, and flags that contradict each other.
func (f *runtimeFlags) validate() error {
	names := f.names()
	switch {
	case !slices.Contains(names, f.runtime):
		return fmt.Errorf("there is no runtime %q.%s", f.runtime, spec.DidYouMean(f.runtime, names))
	case f.dist != "" && f.runtime == "docker":
		return errors.New("--dist is for the local runtime; Docker runs images (--image)")
	case f.image != "" && f.runtime == "local":
		return errors.New("--image is for the docker runtime; local servers run a release or --dist")
	case f.image != "" && f.dist != "":
		return errors.New("--image and --dist exclude each other")
	}
	return nil
}

// setBuildRelease finds the one release that a build or a fixed image replaces.
func (f *runtimeFlags) setBuildRelease(p *planFlags) error {
	one := len(p.releases) == 1 && !p.isChoice(p.releases[0])
	fixed := f.image != "" && docker.Fixed(f.image)
	switch {
	case f.dist == "" && !fixed:
		return nil
	case one:
		f.release = p.releases[0]
		return nil
	case fixed:
		return fmt.Errorf("--image %s is the same for every release: put {release} into its name, or give the one --release that it counts as", f.image)
	default:
		return errors.New("--dist needs one --release: the one that the build counts as")
	}
}

// build returns what servers are made from instead of the published release.
func (f *runtimeFlags) build() harness.Build {
	return harness.Build{From: cmp.Or(f.dist, f.image), Release: f.release}
}

// choose selects the runtime, and logs which and why.
func (f *runtimeFlags) choose(ctx context.Context, logf func(string, ...any)) (runtime.Runtime, error) {
	candidates := f.runtimes(logf)
	switch {
	case f.dist != "":
		candidates = candidates[1:]
	case f.image != "":
		candidates = candidates[:1]
	}
	if f.runtime == "auto" {
		return runtime.Choose(ctx, candidates, logf)
	}
	candidates = slices.DeleteFunc(candidates, func(rt runtime.Runtime) bool { return rt.Name() != f.runtime })
	return runtime.Choose(ctx, candidates, func(string, ...any) {})
}

// start selects the runtime for a command that runs something. Without a runtime the exit
// code is 4, as for the verdict error.
func (f *runtimeFlags) start(cmd *cobra.Command) (runtime.Runtime, error) {
	rt, err := f.choose(cmd.Context(), logf(cmd))
	if err != nil {
		cmd.PrintErrf("Error: %s\n", report.Plain(err.Error()))
		return nil, codeError(report.Error.ExitCode())
	}
	return rt, nil
}

// runsFlags select the folder of the runs and the limit for one run.
type runsFlags struct {
	out     string
	timeout time.Duration
}

func (f *runsFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.out, "out", ".zkscenario/runs", "folder for the folders of the runs")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 10*time.Minute, "limit for one run; a run that it ends is inconclusive")
}

func (f *runsFlags) validate() error {
	if f.timeout <= 0 {
		return errors.New("--timeout must be positive")
	}
	return nil
}

// writable checks, before anything boots, that runs can write their files.
func (f *runsFlags) writable() error {
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return fmt.Errorf("runs cannot be written there (--out): %w", err)
	}
	probe, err := os.CreateTemp(f.out, ".writable-")
	if err != nil {
		return fmt.Errorf("runs cannot be written there (--out): %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// parseVars parses --var NAME=VALUE.
func parseVars(texts []string) (spec.Inputs, error) {
	var in spec.Inputs
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return in, fmt.Errorf("--var %s: write NAME=VALUE", text)
		}
		in = in.With(spec.Inputs{Variables: map[string]cty.Value{name: spec.ParseValue(value)}})
	}
	return in, nil
}
