package local

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

const oldestJava = 8

// java describes the Java that runs the servers.
type java struct {
	path  string
	major int    // 8, 17, ...
	build string // unique for each build of Java
}

// findJava takes Java from JAVA_HOME, else from PATH.
func findJava(ctx context.Context) (java, error) {
	path := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		path = filepath.Join(home, "bin", "java")
	}
	path, err := exec.LookPath(path)
	if err != nil {
		return java{}, errors.New("there is no Java on this machine to run servers with: " +
			"install a JRE (8 or newer), or set JAVA_HOME, or use --runtime docker")
	}
	out, err := exec.CommandContext(ctx, path, "-version").CombinedOutput()
	if ctx.Err() != nil {
		return java{}, fmt.Errorf("ask Java for its version: %w", context.Cause(ctx))
	}
	if err != nil {
		return java{}, fmt.Errorf("%s does not run: %w: %s", path, err, strings.TrimSpace(string(out)))
	}
	major := majorVersion(string(out))
	if major < oldestJava {
		return java{}, fmt.Errorf("%s is too old or unknown: Java %d or newer is needed", path, oldestJava)
	}
	sum := sha256.Sum256(append(out, path...))
	return java{path: path, major: major, build: hex.EncodeToString(sum[:6])}, nil
}

var versionText = regexp.MustCompile(`version "(?:1\.)?(\d+)`)

// majorVersion parses what java -version prints; 0 means that it names no version.
func majorVersion(out string) int {
	m := versionText.FindStringSubmatch(out)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return n
}
