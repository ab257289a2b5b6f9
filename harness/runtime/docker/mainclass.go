package docker

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"path"
	"strings"

	"github.com/moby/moby/client"

	"github.com/zkscenario/zkscenario/harness/release"
)

// launcherScript replaces java when another main class is to be started. The script of
// the official image names the class itself but takes java from JAVA_HOME; the script
// of images that are built here takes java from PATH.
//
//go:embed java.sh
var launcherScript []byte

const (
	launcherHome = "/zkscenario-java"
	mainEnv      = "ZKSCENARIO_MAIN" // names the class that launcherScript starts
)

// mainEnvironment returns the variables that make an image's script start another class.
func (eng *engine) mainEnvironment(ctx context.Context, image, main string) (map[string]string, error) {
	info, err := eng.client.ImageInspect(ctx, image)
	if err != nil {
		return nil, fmt.Errorf("read the environment of image %s: %w", image, err)
	}
	variables := map[string]string{}
	for _, line := range info.Config.Env {
		name, value, _ := strings.Cut(line, "=")
		variables[name] = value
	}
	programs := launcherHome + "/bin:" + variables["PATH"]
	if home := variables["JAVA_HOME"]; home != "" {
		programs += ":" + home + "/bin"
	}
	return map[string]string{mainEnv: main, "JAVA_HOME": launcherHome, "PATH": programs}, nil
}

// putLauncher writes the replacement of java into a server's container.
func (eng *engine) putLauncher(ctx context.Context, box string) error {
	archive, err := tarOf(
		tarFile{name: launcherHome + "/", mode: 0o755},
		tarFile{name: launcherHome + "/bin/", mode: 0o755},
		tarFile{name: launcherHome + "/bin/java", mode: 0o755, content: launcherScript},
		tarFile{name: path.Dir(launcherHome+"/"+release.LauncherFile) + "/", mode: 0o755},
		tarFile{name: launcherHome + "/" + release.LauncherFile, mode: 0o644, content: release.Launcher})
	if err != nil {
		return err
	}
	_, err = eng.client.CopyToContainer(ctx, box, client.CopyToContainerOptions{DestinationPath: "/", Content: bytes.NewReader(archive)})
	if err != nil {
		return fmt.Errorf("write the launcher: %w", err)
	}
	return nil
}
