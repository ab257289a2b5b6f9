package cluster

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/zkscenario/zkscenario/harness/server"
)

// Survey maps the ids of the servers that serve to their answers to one question.
type Survey map[int]server.Status

// Survey asks all servers concurrently for their role and zxid.
func (c *Cluster) Survey(ctx context.Context) Survey {
	var mu sync.Mutex
	var wg sync.WaitGroup
	survey := Survey{}
	for _, s := range c.servers {
		wg.Go(func() {
			status, err := s.Status(ctx)
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			survey[s.ID] = status
		})
	}
	wg.Wait()
	return survey
}

// Leader returns the id of the server that leads, or 0. Of two that claim to lead it is
// the one with the greater epoch, which was elected later.
func (v Survey) Leader() int {
	leader := 0
	for _, id := range v.IDs() {
		role := v[id].Role
		if role != server.Leader && role != server.Standalone {
			continue
		}
		if leader == 0 || v[id].Zxid.Epoch() > v[leader].Zxid.Epoch() {
			leader = id
		}
	}
	return leader
}

// IDs lists the servers that serve.
func (v Survey) IDs() []int { return slices.Sorted(maps.Keys(v)) }

// With lists the servers in one role.
func (v Survey) With(role server.Role) []int {
	var ids []int
	for _, id := range v.IDs() {
		if v[id].Role == role {
			ids = append(ids, id)
		}
	}
	return ids
}
