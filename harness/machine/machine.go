// Package machine is what runs on a server's machine in the Docker runtime, so
// that the machine and its address stay when the server is killed.
package machine

import (
	"context"
	"os/signal"
	"syscall"
)

// Hold keeps the machine until it is told to end by a signal or by ctx.
func Hold(ctx context.Context) {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	<-ctx.Done()
}
