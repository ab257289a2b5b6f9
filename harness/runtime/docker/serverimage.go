package docker

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/moby/moby/client"

	"github.com/zkscenario/zkscenario/harness/release"
)

const (
	javaImage       = "zkscenario/java:17"
	publicJavaImage = "eclipse-temurin:17-jre"
)

// serverImageFiles holds a minimal image with the layout of the official one.
//
//go:embed serverimage
var serverImageFiles embed.FS

func serverImageTag(release string) string { return "zkscenario/zookeeper:" + release }

// BuildImage builds an image of a release's jars on a Java base image, with the layout
// of ZooKeeper's official image, and returns its tag. The base must be a Debian or
// derived from it; "" takes zkscenario/java:17 if the engine has it, else a public one.
func BuildImage(ctx context.Context, release, baseImage string, logf func(string, ...any)) (tag string, err error) {
	eng, err := connect(ctx)
	if err != nil {
		return "", err
	}
	return eng.buildServerImage(ctx, release, baseImage, logf)
}

func (eng *engine) buildServerImage(ctx context.Context, name, base string, logf func(string, ...any)) (string, error) {
	base, err := eng.baseImage(ctx, base, logf)
	if err != nil {
		return "", err
	}
	jars, err := release.Jars(ctx, name, logf)
	if err != nil {
		return "", err
	}
	files, err := buildContext(base, jars)
	if err != nil {
		return "", err
	}
	tag := serverImageTag(name)
	logf("building image %s on %s", tag, base)
	build, err := eng.client.ImageBuild(ctx, bytes.NewReader(files), client.ImageBuildOptions{
		Tags: []string{tag}, Remove: true, ForceRemove: true, NetworkMode: "none",
	})
	if err != nil {
		return "", fmt.Errorf("build image %s: %w", tag, err)
	}
	if err := drain(build.Body); err != nil {
		return "", fmt.Errorf("build image %s: %w", tag, err)
	}
	return tag, nil
}

func (eng *engine) baseImage(ctx context.Context, base string, logf func(string, ...any)) (string, error) {
	if base == "" {
		base = publicJavaImage
		if eng.hasImage(ctx, javaImage) {
			base = javaImage
		}
	}
	if eng.hasImage(ctx, base) {
		return base, nil
	}
	logf("pulling image %s", base)
	if err := eng.pull(ctx, base); err != nil {
		return "", fmt.Errorf("get a Java base image (--base-image names another): %w", err)
	}
	return base, nil
}

// buildContext returns the archive from which the engine builds the image.
func buildContext(base string, jars []string) ([]byte, error) {
	var files []tarFile
	entries, err := serverImageFiles.ReadDir("serverimage")
	if err != nil {
		return nil, fmt.Errorf("read image files: %w", err)
	}
	for _, e := range entries {
		text, err := serverImageFiles.ReadFile(path.Join("serverimage", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read image files: %w", err)
		}
		text = bytes.ReplaceAll(text, []byte("@BASE@"), []byte(base))
		files = append(files, tarFile{name: e.Name(), mode: 0o755, content: text})
	}
	classpath := make([]string, len(jars))
	for i, jar := range jars {
		content, err := os.ReadFile(jar)
		if err != nil {
			return nil, fmt.Errorf("read jar: %w", err)
		}
		files = append(files, tarFile{name: "lib/" + filepath.Base(jar), mode: 0o644, content: content})
		classpath[i] = "/zookeeper/lib/" + filepath.Base(jar)
	}
	files = append(files, tarFile{name: "classpath", mode: 0o644, content: []byte(strings.Join(classpath, ":"))})
	return tarOf(files...)
}
