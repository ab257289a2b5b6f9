package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"debug/elf"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/client"
)

const (
	commandPath = "github.com/zkscenario/zkscenario/cmd/zkscenario"
	machinePath = "github.com/zkscenario/zkscenario/cmd/zkscenario-machine"
	machineRepo = "zkscenario/machine"
	// A test binary of the command acts as the command when it has this name.
	machineInImage = "/zkscenario"
)

// machineImage returns the tag of the machine image: one static binary on an empty base.
func (eng *engine) machineImage(ctx context.Context, tmp string) (string, error) {
	eng.machineMu.Lock()
	defer eng.machineMu.Unlock()
	if eng.machineTag != "" && eng.hasImage(ctx, eng.machineTag) {
		return eng.machineTag, nil
	}
	binary, args, err := eng.machineBinary(ctx, tmp)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(entryPoint(args) + string(binary)))
	hash := hex.EncodeToString(sum[:6])
	tag := machineRepo + ":" + hash
	if !eng.hasImage(ctx, tag) {
		if err := eng.importMachine(ctx, tag, hash, binary, args); err != nil {
			return "", fmt.Errorf("make image %s: %w", tag, err)
		}
	}
	eng.machineTag, eng.machineRun = tag, command(args)
	return tag, nil
}

// machineBinary returns the program of a machine and its arguments: this program, if it
// can run in a container, else zkscenario-machine, which it builds.
func (eng *engine) machineBinary(ctx context.Context, tmp string) (binary []byte, args []string, err error) {
	if self, err := os.Executable(); err == nil && eng.canRun(self) {
		binary, err := os.ReadFile(self)
		return binary, []string{"machine"}, err
	}
	out := filepath.Join(tmp, "machine")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, machinePath)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+eng.arch)
	cmd.WaitDelay = time.Second
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("build the program of a machine (this one is no static Linux program for %s): %w: %s",
			eng.arch, err, strings.TrimSpace(string(text)))
	}
	binary, err = os.ReadFile(out)
	return binary, nil, err
}

// canRun reports whether a file is the zkscenario command, statically linked, for the
// engine's processor.
func (eng *engine) canRun(file string) bool {
	if goruntime.GOOS != "linux" || goruntime.GOARCH != eng.arch {
		return false
	}
	info, err := buildinfo.ReadFile(file)
	if err != nil || info.Path != commandPath {
		return false
	}
	f, err := elf.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return false // it needs a dynamic linker
		}
	}
	return true
}

func (eng *engine) importMachine(ctx context.Context, tag, hash string, binary []byte, args []string) error {
	layer, err := tarOf(tarFile{name: machineInImage, mode: 0o755, content: binary})
	if err != nil {
		return err
	}
	progress, err := eng.client.ImageImport(ctx,
		client.ImageImportSource{Source: bytes.NewReader(layer), SourceName: "-"}, tag,
		client.ImageImportOptions{Changes: []string{entryPoint(args), "LABEL " + labelMachine + "=" + hash}})
	if err != nil {
		return err
	}
	return drain(progress)
}

// command returns the command line of a machine's program in its container.
func command(args []string) []string { return append([]string{machineInImage}, args...) }

func entryPoint(args []string) string {
	return `ENTRYPOINT ["` + strings.Join(command(args), `","`) + `"]`
}

// machineDo returns the command line that sends a request to a machine.
func (eng *engine) machineDo() []string {
	eng.machineMu.Lock()
	defer eng.machineMu.Unlock()
	return append(slices.Clone(eng.machineRun), "do")
}

// tarFile is a file, or a folder if its name ends in a slash, for a container.
type tarFile struct {
	name    string
	mode    int64
	owner   int
	content []byte
}

func tarOf(files ...tarFile) ([]byte, error) {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, f := range files {
		h := &tar.Header{
			Name: strings.TrimPrefix(f.name, "/"), Mode: f.mode, Uid: f.owner, Gid: f.owner,
			Size: int64(len(f.content)), Typeflag: tar.TypeReg,
		}
		if strings.HasSuffix(f.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, fmt.Errorf("write tar: %w", err)
		}
		if _, err := io.Copy(w, bytes.NewReader(f.content)); err != nil {
			return nil, fmt.Errorf("write tar: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("write tar: %w", err)
	}
	return buf.Bytes(), nil
}
