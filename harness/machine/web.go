package machine

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// web sends one request over a new connection, and never by a proxy: the machine's
// own network is to be used.
func (a *Agent) web(ctx context.Context, r Request, answer *Answer) error {
	request, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Content))
	if err != nil {
		return fmt.Errorf("make an HTTP request: %w", err)
	}
	for name, value := range r.Header {
		request.Header.Set(name, value)
	}
	client := http.Client{Transport: &http.Transport{DialContext: a.dial, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err // names the method and the address
	}
	defer response.Body.Close()
	answer.Status = response.StatusCode
	if answer.Content, err = io.ReadAll(response.Body); err != nil {
		return fmt.Errorf("read the answer to %s %s: %w", request.Method, r.URL, err)
	}
	return nil
}

func (a *Agent) dial(ctx context.Context, network, address string) (conn net.Conn, err error) {
	// A negative delay opens the socket on this thread, not on that of another attempt.
	dialer := net.Dialer{FallbackDelay: -1}
	err = a.inside(func() error {
		conn, err = dialer.DialContext(ctx, network, address)
		return err
	})
	return conn, err
}
