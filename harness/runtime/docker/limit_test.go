package docker

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"gotest.tools/v3/assert"
)

func TestRequestLimits(t *testing.T) {
	for request, want := range map[string]struct {
		limit time.Duration
		scope scope
	}{
		"GET /v1.41/containers/c/json":         {1, untilBody},
		"GET /v1.41/images/a/b:1/json":         {1, untilBody},
		"HEAD /_ping":                          {1, untilBody},
		"POST /v1.41/containers/c/kill":        {1, untilBody},
		"POST /v1.41/containers/c/exec":        {1, untilBody},
		"POST /v1.41/containers/create":        {slowFactor, untilBody},
		"POST /v1.41/containers/c/start":       {slowFactor, untilBody},
		"PUT /v1.41/containers/c/archive":      {slowFactor, untilBody},
		"DELETE /v1.41/networks/n":             {slowFactor, untilBody},
		"POST /v1.41/containers/c/wait":        {1, untilHeader},
		"GET /v1.41/containers/c/logs":         {1, untilHeader},
		"POST /v1.41/images/create":            {0, unlimited},
		"POST /v1.41/build":                    {0, unlimited},
		"DELETE /v1.41/images/zkscenario:test": {slowFactor, untilBody},
	} {
		method, url, _ := strings.Cut(request, " ")
		limit, scope := requestLimit(httptest.NewRequest(method, url, nil), 1)
		assert.Equal(t, limit, want.limit, request)
		assert.Equal(t, scope, want.scope, request)
	}
}

// streamLimit is far above what a response on the loopback takes.
const streamLimit = 300 * time.Millisecond

// slowEngine begins to respond at once and completes each response after a while.
func slowEngine(t *testing.T, while time.Duration) *client.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, " ")
		w.(http.Flusher).Flush()
		select {
		case <-time.After(while):
		case <-r.Context().Done():
		}
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	c, err := client.New(client.WithHost("tcp://"+server.Listener.Addr().String()), client.WithAPIVersion("1.41"), limitRequests(streamLimit))
	assert.NilError(t, err)
	return c
}

func TestOpenStreamIsNotCut(t *testing.T) {
	logs, err := slowEngine(t, 3*streamLimit).ContainerLogs(t.Context(), "c", client.ContainerLogsOptions{ShowStdout: true})
	assert.NilError(t, err)
	defer logs.Close()
	text, err := io.ReadAll(logs)
	assert.NilError(t, err)
	assert.Equal(t, string(text), " {}")
}

func TestResponseThatStallsIsAnError(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := slowEngine(t, time.Minute).ContainerInspect(ctx, "c", client.ContainerInspectOptions{})
	assert.ErrorIs(t, err, errNoAnswer)
	assert.ErrorContains(t, err, "the Docker Engine did not answer within 300ms")
}
