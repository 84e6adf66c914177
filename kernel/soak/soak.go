// Package soak uses a kernel for a long time, as a careless class does. One client runs cells that succeed, fail, flood, ask, leave processes
// behind, take too much memory, are stopped and killed; a second one asks for completions and the like all the while; others come, ask
// and vanish. It watches that every cell ends as it must, that nothing grows, and that nothing is left in the end.
//
// It is for an hour at a desk (go run ./kernel soak) and some minutes in CI; what a single promise means is tested in kernel/supervise.
package soak

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

const (
	patience = time.Minute // for a single step, on a busy machine
	// What the kernel promises, and the leeway for busy machines.
	stopsWithin  = time.Second
	cleansWithin = 5 * time.Second
	leeway       = 5
	// growth is what memory may grow by after the first tenth of the time, as a part of what it was then, and slack what the collector
	// has not taken yet.
	growth = 1.05
	slack  = 4 << 20
	most   = 10 // broken promises, then it ends
)

// A soak is a run.
type soak struct {
	kernel *kerneltest.Kernel
	client *kerneltest.Client // runs the cells
	out    io.Writer
	begun  time.Time

	mu      sync.Mutex
	done    map[string]int // steps, by their names
	asked   int            // beside the cells
	visits  int
	broken  []string
	longest time.Duration // of all stops

	baseline kerneltest.Use // after the first tenth of the time
}

// Run soaks the kernel of a spec for a time, tells each minute how it goes, and returns an error that says which promises were broken.
// When ctx ends it ends with what it has.
func Run(ctx context.Context, spec kerneltest.Spec, lasts time.Duration, out io.Writer) error {
	spec.Launcher = true
	k, err := kerneltest.Start(spec)
	if err != nil {
		return err
	}
	defer k.End()
	s := &soak{kernel: k, out: out, begun: time.Now(), done: map[string]int{}}
	if s.client, err = k.Connect(ctx); err != nil {
		return err
	}
	defer s.client.Close()
	if err := s.during(ctx, lasts); err != nil {
		return err
	}
	s.compare()
	s.tell()
	s.end()
	if len(s.broken) > 0 {
		return fmt.Errorf("soak: %d promises were broken:\n  %s\nthe kernel said last:\n%s", len(s.broken), strings.Join(s.broken, "\n  "), tail(k.Log()))
	}
	fmt.Fprintln(out, "every cell ended as it must, nothing grew, nothing is left")
	return nil
}

// during lets all clients work until the time is over.
func (s *soak) during(ctx context.Context, lasts time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, lasts)
	defer cancel()
	talker, err := s.kernel.Connect(ctx)
	if err != nil {
		return err
	}
	defer talker.Close()
	var beside sync.WaitGroup
	beside.Go(func() { s.talk(ctx, talker) })
	beside.Go(func() { s.visit(ctx) })
	beside.Go(func() { s.watch(ctx) })
	for ctx.Err() == nil && s.goesOn() {
		s.one(ctx)
		if s.baseline.Memory == nil && time.Since(s.begun) > lasts/10 {
			s.baseline = s.look(ctx)
		}
	}
	cancel()
	beside.Wait()
	return nil
}

func (s *soak) goesOn() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.broken) < most
}

// note keeps a broken promise, unless the time was over.
func (s *soak) note(ctx context.Context, what string, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	text := fmt.Sprintf("%s, after %v: %.2000v", what, time.Since(s.begun).Round(time.Second), err)
	s.broken = append(s.broken, text)
	fmt.Fprintln(s.out, "BROKEN", text)
}

// one does one of the steps.
func (s *soak) one(ctx context.Context) {
	chosen := choose()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := chosen.do(s, limited)
	s.note(ctx, chosen.name, err)
	s.mu.Lock()
	s.done[chosen.name]++
	s.mu.Unlock()
	if err != nil { // a cell that still runs is not the next step's business
		after := context.WithoutCancel(ctx)
		s.client.Interrupt(within(after))
		s.client.Execute(within(after), kerneltest.Cell{Continue: true})
	}
}

func choose() step {
	total := 0
	for _, s := range steps {
		total += s.weight
	}
	n := rand.N(total)
	for _, s := range steps {
		if n -= s.weight; n < 0 {
			return s
		}
	}
	panic("unreachable")
}

// look runs a cell, so that a child that was just killed is there again, and returns what is held then.
func (s *soak) look(ctx context.Context) kerneltest.Use {
	_, err := s.executed(within(ctx), kerneltest.Cell{Code: "%%\nfmt.Println(6*7)"}, "")
	s.note(ctx, "a cell", err)
	return s.kernel.Use()
}

// watch tells each minute how it goes.
func (s *soak) watch(ctx context.Context) {
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	for {
		select {
		case <-minute.C:
			s.tell()
		case <-ctx.Done():
			return
		}
	}
}

// tell prints how it stands.
func (s *soak) tell() {
	use := s.kernel.Use()
	s.mu.Lock()
	defer s.mu.Unlock()
	all := 0
	var parts []string
	for _, step := range steps {
		all += s.done[step.name]
		if n := s.done[step.name]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", step.name, n))
		}
	}
	fmt.Fprintf(s.out, "%v: %d cells (%s), %d questions, %d visitors, the longest stop %v, supervisor %.1f MB, guard %.1f MB, GoNB %.1f MB, gopls %.0f MB, %d handles, %d files, %d broken\n",
		time.Since(s.begun).Round(time.Second), all, strings.Join(parts, ", "), s.asked, s.visits, s.longest.Round(time.Millisecond),
		mb(use, kerneltest.Supervisor), mb(use, kerneltest.Guard), mb(use, kerneltest.GoNB), mb(use, kerneltest.Gopls), use.Handles, use.Files, len(s.broken))
}

func mb(use kerneltest.Use, role kerneltest.Role) float64 { return float64(use.Memory[role]) / 1e6 }

// compare looks for growth since the baseline. The child is a new one each time that it is killed: the supervisor is what lasts.
func (s *soak) compare() {
	ctx := context.Background()
	if s.longest > leeway*stopsWithin {
		s.note(ctx, "stop", fmt.Errorf("it took %v, want %v", s.longest, stopsWithin))
	}
	if s.baseline.Memory == nil {
		return
	}
	now := s.look(ctx)
	before, after := float64(s.baseline.Memory[kerneltest.Supervisor]), float64(now.Memory[kerneltest.Supervisor])
	if after > growth*before+slack {
		s.note(ctx, "memory", fmt.Errorf("the supervisor grew from %.1f to %.1f MB", before/1e6, after/1e6))
	}
	if now.Handles > s.baseline.Handles+20 || now.Files > s.baseline.Files+20 {
		s.note(ctx, "handles and files", fmt.Errorf("%d and %d became %d and %d: %s", s.baseline.Handles, s.baseline.Files, now.Handles, now.Files,
			strings.Join(s.kernel.Files(), " ")))
	}
}

// end shuts the kernel down or, in every other run, kills whoever started it, and looks what is left.
func (s *soak) end() {
	ctx := context.Background()
	if rand.N(2) == 0 {
		s.note(ctx, "shutdown", s.kernel.Shutdown(within(ctx)))
	} else {
		s.note(ctx, "the launcher's death", killOne(s.kernel, kerneltest.Launcher))
	}
	if _, left := s.kernel.AwaitNothing(leeway * cleansWithin); len(left) > 0 {
		s.note(ctx, "left", fmt.Errorf("%s", strings.Join(left, ", ")))
	}
	if log := s.kernel.Log(); strings.Contains(log, "panic:") || strings.Contains(log, "DATA RACE") {
		s.note(ctx, "the kernel's log", fmt.Errorf("it tells of a panic or a race"))
	}
}

// within is a context for one step. It ends by itself soon after.
func within(ctx context.Context) context.Context {
	ctx, cancel := context.WithTimeout(ctx, patience)
	context.AfterFunc(ctx, cancel)
	return ctx
}

// tail is the end of a long text.
func tail(text string) string { return text[max(0, len(text)-4000):] }
