package release

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// manifestName is the file with the checksums of a folder of jars, in the format of sha256sum.
const manifestName = "SHA256SUMS"

var errNoManifest = errors.New("not fetched yet")

func writeManifest(dir string) error {
	jars, err := filepath.Glob(filepath.Join(dir, "*.jar"))
	if err != nil {
		return fmt.Errorf("list jars: %w", err)
	}
	if len(jars) == 0 {
		return errors.New("maven copied no jars")
	}
	var text strings.Builder
	for _, jar := range jars {
		sum, err := checksum(jar)
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%s  %s\n", sum, filepath.Base(jar))
	}
	if err := os.WriteFile(filepath.Join(dir, manifestName), []byte(text.String()), 0o644); err != nil {
		return fmt.Errorf("write checksums: %w", err)
	}
	return nil
}

// verify returns the jars in the manifest of dir, in its order. It fails if one of them has
// changed since it was fetched.
func verify(dir string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNoManifest
	}
	if err != nil {
		return nil, fmt.Errorf("read checksums: %w", err)
	}
	var jars []string
	for line := range strings.Lines(string(text)) {
		want, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok || name != filepath.Base(name) {
			return nil, fmt.Errorf("%s is damaged", filepath.Join(dir, manifestName))
		}
		jar := filepath.Join(dir, name)
		got, err := checksum(jar)
		if err != nil {
			return nil, err
		}
		if got != want {
			return nil, fmt.Errorf("%s is damaged: its checksum differs from when it was fetched", jar)
		}
		jars = append(jars, jar)
	}
	if len(jars) == 0 {
		return nil, fmt.Errorf("%s is damaged", filepath.Join(dir, manifestName))
	}
	return jars, nil
}

func checksum(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("read jar: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read jar %s: %w", file, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
