package harness

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/zkscenario/zkscenario/harness/server"
)

// Survey is what all servers answered to one question, by id. A server that does
// not serve is missing.
type Survey map[int]server.Status

// Survey asks every server at the same time.
func (env *Env) Survey(ctx context.Context) Survey {
	var mu sync.Mutex
	var wg sync.WaitGroup
	survey := Survey{}
	for _, s := range env.servers {
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

// Leader is the id of the server that leads, 0 when none does. Of two that claim
// it, the one with the greater epoch was elected later.
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

// with lists the servers of one role.
func (v Survey) with(role server.Role) []int {
	var ids []int
	for _, id := range v.IDs() {
		if v[id].Role == role {
			ids = append(ids, id)
		}
	}
	return ids
}
