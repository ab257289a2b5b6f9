package docker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/client"
)

const (
	// callLimit bounds a question to the engine and a signal to a container.
	callLimit = 20 * time.Second
	// slowFactor multiplies the limit of requests that create, start, copy or remove.
	slowFactor = 3
)

var errNoAnswer = errors.New("the Docker Engine did not answer")

// withAnswerLimit ends a context after limit, with the engine's silence as the cause.
func withAnswerLimit(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, noAnswer(limit))
}

func noAnswer(limit time.Duration) error { return fmt.Errorf("%w within %v", errNoAnswer, limit) }

// limitRequests gives every request of a client a deadline, so that an engine that
// stops answering is an error and not a hang. The client allows no transport of
// another type than http.Transport (it takes TLS and the dialer of attached
// connections from it), so a hook sets the deadline on the request's context.
func limitRequests(limit time.Duration) client.Opt {
	return client.WithHTTPRequestHook(func(r *http.Request) error {
		limit, scope := requestLimit(r, limit)
		if scope == unlimited {
			return nil
		}
		ctx, cancel := context.WithCancelCause(r.Context())
		timer := time.AfterFunc(limit, func() { cancel(noAnswer(limit)) })
		if scope == untilHeader {
			ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotFirstResponseByte: func() { timer.Stop() }})
		}
		*r = *r.WithContext(ctx)
		return nil
	})
}

// scope is the part of a request that its limit bounds.
type scope int

const (
	untilBody   scope = iota // from sending it to the end of the response
	untilHeader              // until the engine begins to respond: the body is a stream
	unlimited                // pulls, builds and imports begin to respond when they please
)

// requestLimit returns the limit of a request, given that of a quick one.
func requestLimit(r *http.Request, quick time.Duration) (time.Duration, scope) {
	last := path.Base(r.URL.Path)
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case !read && (last == "build" || strings.HasSuffix(r.URL.Path, "/images/create")):
		return 0, unlimited
	case last == "wait", read && slices.Contains([]string{"logs", "archive", "events"}, last):
		return quick, untilHeader
	case read, slices.Contains([]string{"kill", "pause", "unpause", "exec"}, last):
		return quick, untilBody
	}
	return slowFactor * quick, untilBody
}
