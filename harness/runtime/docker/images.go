package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/moby/moby/api/pkg/authconfig"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

func (eng *engine) hasImage(ctx context.Context, image string) bool {
	_, err := eng.client.ImageInspect(ctx, image)
	return err == nil
}

// pull gets an image with the credentials of the user.
func (eng *engine) pull(ctx context.Context, image string) error {
	var opts client.ImagePullOptions
	// Without credentials the image may still be public.
	if _, auth, err := testcontainers.DockerImageAuth(ctx, image); err == nil {
		if opts.RegistryAuth, err = authconfig.Encode(auth); err != nil {
			return fmt.Errorf("pull image %s: %w", image, err)
		}
	}
	progress, err := eng.client.ImagePull(ctx, image, opts)
	if err != nil {
		return fmt.Errorf("pull image %s: %w", image, err)
	}
	if err := drain(progress); err != nil {
		return fmt.Errorf("pull image %s: %w", image, err)
	}
	return nil
}

// drain reads the progress that the engine reports of a task, and returns the error
// that the task ends with.
func drain(progress io.ReadCloser) error {
	defer progress.Close()
	for lines := json.NewDecoder(progress); ; {
		var line struct {
			Error string `json:"error"`
		}
		err := lines.Decode(&line)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read progress: %w", err)
		}
		if line.Error != "" {
			return errors.New(line.Error)
		}
	}
}
