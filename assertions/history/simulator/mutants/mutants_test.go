package mutants

import (
	"reflect"
	"slices"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// mutants calls f with one mutant of each kind for each history.
func mutants(f func(kind Kind, seed uint64, original, mutant []timeline.Event)) {
	n := uint64(300)
	if testing.Short() {
		n = 40
	}
	for seed := range n {
		events := simulator.Generate(seed, simulator.Draw(seed)...)
		h := NewHistory(events)
		for _, kind := range Kinds() {
			if mutant, ok := h.Mutate(kind, seed); ok {
				f(kind, seed, events, mutant)
			}
		}
	}
}

func TestEachKindHasAPlaceAndChangesSomething(t *testing.T) {
	times := map[string]int{}
	mutants(func(kind Kind, seed uint64, original, mutant []timeline.Event) {
		difference := len(mutant) - len(original)
		assert.Assert(t, difference >= -1 && difference <= 1, "%s, seed %d", kind.Name, seed)
		assert.Assert(t, !reflect.DeepEqual(original, mutant), "%s, seed %d changes nothing", kind.Name, seed)
		times[kind.Name]++
	})
	if testing.Short() {
		return
	}
	rare := slices.DeleteFunc(Kinds(), func(k Kind) bool { return times[k.Name] > 0 })
	for seed := uint64(0); seed < rarely && len(rare) > 0; seed++ {
		h := NewHistory(simulator.Generate(seed, simulator.ACLs, simulator.Clocks))
		rare = slices.DeleteFunc(rare, func(k Kind) bool {
			_, ok := h.Mutate(k, seed)
			return ok
		})
	}
	for _, kind := range rare {
		t.Errorf("%s never has a place", kind.Name)
	}
}

// rarely is in how many histories a kind must have a place at least once.
const rarely = 10000

// Mutating leaves the original as it was, or the next mutant would violate two guarantees.
func TestMutantsLeaveTheHistoryAlone(t *testing.T) {
	for seed := range uint64(30) {
		events := simulator.Generate(seed)
		h := NewHistory(events)
		for _, kind := range Kinds() {
			h.Mutate(kind, seed)
		}
		assert.DeepEqual(t, events, simulator.Generate(seed))
	}
}

func TestSameSeedSameMutant(t *testing.T) {
	for seed := range uint64(10) {
		for _, kind := range Kinds() {
			first, _ := NewHistory(simulator.Generate(seed)).Mutate(kind, seed)
			second, _ := NewHistory(simulator.Generate(seed)).Mutate(kind, seed)
			assert.Assert(t, reflect.DeepEqual(first, second), "%s, seed %d", kind.Name, seed)
		}
	}
}

// What a client received is numbered without gaps, in mutants too.
func TestArrivalsHaveNoGap(t *testing.T) {
	check := func(what string, seed uint64, events []timeline.Event) {
		got := map[string]map[int]bool{}
		for i, e := range events {
			assert.Equal(t, e.Seq, i+1)
			assert.Assert(t, i == 0 || e.At >= events[i-1].At, "%s, seed %d: time goes back at event %d", what, seed, e.Seq)
			if client, n := arrivalOf(e); n > 0 {
				if got[client] == nil {
					got[client] = map[int]bool{}
				}
				assert.Assert(t, !got[client][n], "%s, seed %d: %s has two arrivals %d", what, seed, client, n)
				got[client][n] = true
			}
		}
		for client, numbers := range got {
			for n := range len(numbers) {
				assert.Assert(t, numbers[n+1], "%s, seed %d: %s lacks arrival %d", what, seed, client, n+1)
			}
		}
	}
	mutants(func(kind Kind, seed uint64, original, mutant []timeline.Event) {
		check("the original", seed, original)
		check(kind.Name, seed, mutant)
	})
}
