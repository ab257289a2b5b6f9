package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// background holds the workloads that run beside the steps.
type background struct {
	life context.Context //nolint:containedctx // it ends with the steps, not with a call
	end  context.CancelFunc
	wg   sync.WaitGroup

	mu    sync.Mutex
	errs  []error
	tasks map[string]*task
}

// task is a workload with a name, by which a step can end it.
type task struct {
	stop    chan struct{}
	once    sync.Once
	done    chan struct{}
	summary session.Summary
	err     error
}

func newBackground() background {
	life, end := context.WithCancel(context.Background())
	return background{life: life, end: end, tasks: map[string]*task{}}
}

// Background runs f while the steps go on. The context of f ends with the last step, after
// which the run waits for f; an error of f is one of the run.
func (env *Env) Background(f func(ctx context.Context) error) {
	b := &env.background
	b.wg.Go(func() {
		if err := f(b.life); err != nil {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.errs = append(b.errs, err)
		}
	})
}

// Begin runs f in the background until Finish is called with the name. When stop is closed
// f must end soon and summarize what it did.
func (env *Env) Begin(name string, f func(ctx context.Context, stop <-chan struct{}) (session.Summary, error)) error {
	b := &env.background
	t := &task{stop: make(chan struct{}), done: make(chan struct{})}
	b.mu.Lock()
	old := b.tasks[name]
	switch {
	case old == nil || old.ended() && old.err == nil:
		b.tasks[name] = t
	case old.ended(): // its error must not be lost
		b.mu.Unlock()
		return fmt.Errorf("another %q has ended by itself: %w", name, old.err)
	default:
		b.mu.Unlock()
		return verdict.Inconclusive("%q goes on already", name)
	}
	b.mu.Unlock()
	b.wg.Go(func() {
		defer close(t.done)
		t.summary, t.err = f(b.life, t.stop)
	})
	return nil
}

func (t *task) ended() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// finish asks the task to end and waits for it.
func (t *task) finish(ctx context.Context, limit time.Duration) (session.Summary, error) {
	t.once.Do(func() { close(t.stop) })
	select {
	case <-t.done:
		return t.summary, t.err
	case <-time.After(limit):
		return session.Summary{}, verdict.Inconclusive("it does not end within %s", limit)
	case <-ctx.Done():
		return session.Summary{}, verdict.Inconclusive("%w", context.Cause(ctx))
	}
}

// Finish ends what was begun with the name and returns its summary.
func (env *Env) Finish(ctx context.Context, name string) (session.Summary, error) {
	b := &env.background
	b.mu.Lock()
	t := b.tasks[name]
	delete(b.tasks, name)
	names := slices.Sorted(maps.Keys(b.tasks))
	b.mu.Unlock()
	if t == nil {
		return session.Summary{}, verdict.Inconclusive("nothing called %q goes on.%s", name, spec.DidYouMean(name, names))
	}
	return t.finish(ctx, cluster.StateLimit)
}

// endBackground ends everything in the background and joins the errors. Tasks with a name
// are asked to end first.
func (env *Env) endBackground(ctx context.Context) error {
	b := &env.background
	b.mu.Lock()
	tasks := maps.Clone(b.tasks)
	b.mu.Unlock()
	names := slices.Sorted(maps.Keys(tasks))
	errs := make([]error, len(names))
	_ = cluster.Concurrently(len(names), func(i int) error {
		summary, err := tasks[names[i]].finish(ctx, OperationLimit)
		if err != nil {
			errs[i] = fmt.Errorf("%s: %w", names[i], err)
			return nil
		}
		env.Cluster.Receipt("harness", "finish "+names[i], summary.String())
		return nil
	})
	b.end()
	b.wg.Wait()
	return errors.Join(append(errs, b.errs...)...)
}
