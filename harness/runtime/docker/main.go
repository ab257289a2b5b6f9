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

// otherJava stands in for java when another class is to be started: the script
// of the official image names the class itself and leaves no other way in, but
// it takes java from JAVA_HOME; that of our own images takes it from PATH.
//
//go:embed java.sh
var otherJava []byte

const (
	otherJavaHome = "/zkscenario-java"
	mainEnv       = "ZKSCENARIO_MAIN" // the class that otherJava starts
)

// mainEnvironment is what makes an image's script start another class.
func (eng *engine) mainEnvironment(ctx context.Context, image, main string) (map[string]string, error) {
	info, err := eng.client.ImageInspect(ctx, image)
	if err != nil {
		return nil, fmt.Errorf("ask for the environment of image %s: %w", image, err)
	}
	its := map[string]string{}
	for _, line := range info.Config.Env {
		name, value, _ := strings.Cut(line, "=")
		its[name] = value
	}
	programs := otherJavaHome + "/bin:" + its["PATH"]
	if home := its["JAVA_HOME"]; home != "" {
		programs += ":" + home + "/bin"
	}
	return map[string]string{mainEnv: main, "JAVA_HOME": otherJavaHome, "PATH": programs}, nil
}

// putOtherJava writes what stands in for java into a server's container.
func (eng *engine) putOtherJava(ctx context.Context, box string) error {
	archive, err := tarOf(
		tarFile{name: otherJavaHome + "/", mode: 0o755},
		tarFile{name: otherJavaHome + "/bin/", mode: 0o755},
		tarFile{name: otherJavaHome + "/bin/java", mode: 0o755, content: otherJava},
		tarFile{name: path.Dir(otherJavaHome+"/"+release.LauncherFile) + "/", mode: 0o755},
		tarFile{name: otherJavaHome + "/" + release.LauncherFile, mode: 0o644, content: release.Launcher})
	if err != nil {
		return err
	}
	_, err = eng.client.CopyToContainer(ctx, box, client.CopyToContainerOptions{DestinationPath: "/", Content: bytes.NewReader(archive)})
	if err != nil {
		return fmt.Errorf("write what starts another class: %w", err)
	}
	return nil
}
