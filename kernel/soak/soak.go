// Package soak uses a kernel for a long time, as a careless class does: cells that succeed, fail, panic, flood, are stopped, completions,
// several clients, and now and then GoNB is killed. It watches that every cell ends as it must and that nothing grows.
//
// It is for an hour at a desk (go run ./kernel soak) and some minutes in CI; what a single promise means is tested in kernel/supervise.
package soak

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"syscall"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// patience is how long a single step may take.
const patience = time.Minute

// growth is what memory may grow by after the first tenth of the time, as a part of what it was then.
const growth = 1.15

// A soak is a run.
type soak struct {
	kernel  *kerneltest.Kernel
	clients []*kerneltest.Client
	out     io.Writer

	steps    map[string]int
	broken   []string
	longest  time.Duration // of all interrupts
	baseline kerneltest.Use
}

// step is something that a client does. It returns what was wrong, or "".
type step struct {
	name   string
	weight int
	do     func(*soak, context.Context, *kerneltest.Client) string
}

var steps = []step{
	{"succeed", 8, expects("%%\nfmt.Println(6*7)", "")},
	{"declare", 4, expects("var x = 1\nfunc twice(n int) int { return 2 * n }", "")},
	{"fail to compile", 3, expects("%%\nx := 1", "CompileError")},
	{"panic", 3, expects("%%\npanic(1)", "panic")},
	{"exit", 2, expects("%%\nos.Exit(2)", "ExitError")},
	{"flood", 1, expects("%%\nfor i := range 50_000 { fmt.Println(\"line\", i) }", "")},
	{"shell", 4, expects("!echo hello", "")},
	{"complete", 3, complete},
	{"stop", 4, stop},
	{"kill GoNB", 1, kill},
}

// expects runs a cell that must end with an error of a name, or without one.
func expects(code, want string) func(*soak, context.Context, *kerneltest.Client) string {
	return func(_ *soak, ctx context.Context, c *kerneltest.Client) string {
		r, err := c.Execute(ctx, kerneltest.Cell{Code: code})
		if err != nil {
			return err.Error()
		}
		if got := r.Executed().Name; got != want {
			return fmt.Sprintf("%q ended with the error %q, want %q", code, got, want)
		}
		return ""
	}
}

func complete(_ *soak, ctx context.Context, c *kerneltest.Client) string {
	var reply struct{ Matches []string }
	if err := c.Do(ctx, "complete_request", map[string]any{"code": "%%\nfmt.Printl", "cursor_pos": 13}, &reply); err != nil {
		return err.Error()
	}
	if len(reply.Matches) == 0 {
		return "nothing completes fmt.Printl"
	}
	return ""
}

// stop stops a cell at a random moment.
func stop(s *soak, ctx context.Context, c *kerneltest.Client) string {
	x := c.Run(kerneltest.Cell{Code: "%%\nsignal.Ignore(os.Interrupt)\nfor { time.Sleep(time.Second) }"})
	if err := x.Await(ctx, "execute_input", func(r kerneltest.Result) bool { return len(r.Of("execute_input")) > 0 }); err != nil {
		return err.Error()
	}
	time.Sleep(rand.N(time.Second))
	begun := time.Now()
	if err := c.Interrupt(ctx); err != nil {
		return err.Error()
	}
	r, err := x.Wait(ctx)
	s.longest = max(s.longest, time.Since(begun))
	if err != nil {
		return err.Error()
	}
	if got := r.Executed().Name; got != "KeyboardInterrupt" {
		return fmt.Sprintf("a stopped cell ended with the error %q", got)
	}
	return ""
}

// kill kills GoNB while a cell runs.
func kill(s *soak, ctx context.Context, c *kerneltest.Client) string {
	x := c.Run(kerneltest.Cell{Code: "%%\nfmt.Println(\"ready\")\ntime.Sleep(time.Hour)"})
	if err := x.AwaitText(ctx, "ready"); err != nil {
		return err.Error()
	}
	pid := s.kernel.Find(kerneltest.GoNB)
	if pid <= 0 {
		return "there is no GoNB while a cell runs"
	}
	syscall.Kill(pid, syscall.SIGKILL)
	r, err := x.Wait(ctx)
	if err != nil {
		return err.Error()
	}
	if got := r.Executed().Name; got != "KernelDied" {
		return fmt.Sprintf("a cell whose GoNB was killed ended with the error %q", got)
	}
	return ""
}

// Run soaks the kernel of a spec for a time, tells how it goes on out, and returns an error that says which promises were broken. When
// ctx ends it ends with what it has.
func Run(ctx context.Context, spec kerneltest.Spec, lasts time.Duration, out io.Writer) (err error) {
	k, err := kerneltest.Start(spec)
	if err != nil {
		return err
	}
	defer k.End()
	s := &soak{kernel: k, out: out, steps: map[string]int{}}
	for range 2 {
		c, err := k.Connect(ctx)
		if err != nil {
			return err
		}
		defer c.Close()
		s.clients = append(s.clients, c)
	}
	s.work(ctx, lasts)
	s.tell("the end")
	s.compare()
	if err := k.Shutdown(context.WithoutCancel(ctx)); err != nil {
		s.broken = append(s.broken, err.Error())
	}
	if _, left := k.AwaitNothing(5 * time.Second); len(left) > 0 {
		s.broken = append(s.broken, "left: "+strings.Join(left, ", "))
	}
	if len(s.broken) > 0 {
		return fmt.Errorf("soak: broken promises:\n  %s", strings.Join(s.broken, "\n  "))
	}
	return nil
}

// work does random steps until the time is over.
func (s *soak) work(ctx context.Context, lasts time.Duration) {
	begun, told := time.Now(), time.Now()
	for time.Since(begun) < lasts && ctx.Err() == nil && len(s.broken) < 10 {
		s.one(ctx)
		if s.baseline.Memory == nil && time.Since(begun) > lasts/10 {
			s.baseline = s.kernel.Use()
		}
		if time.Since(told) > time.Minute {
			told = time.Now()
			s.tell(time.Since(begun).Round(time.Second).String())
		}
	}
}

func (s *soak) one(ctx context.Context) {
	chosen := choose()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	wrong := chosen.do(s, limited, s.clients[rand.N(len(s.clients))])
	s.steps[chosen.name]++
	if wrong != "" && ctx.Err() == nil {
		s.broken = append(s.broken, chosen.name+": "+wrong)
		fmt.Fprintln(s.out, "BROKEN", chosen.name+":", wrong)
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
	return steps[0]
}

// tell prints how it stands.
func (s *soak) tell(when string) {
	use, all := s.kernel.Use(), 0
	var parts []string
	for _, step := range steps {
		all += s.steps[step.name]
		parts = append(parts, fmt.Sprintf("%s %d", step.name, s.steps[step.name]))
	}
	fmt.Fprintf(s.out, "%s: %d steps (%s), the longest stop %v, memory %.1f MB, %d handles, %d files, %d broken\n", when, all,
		strings.Join(parts, ", "), s.longest.Round(time.Millisecond), float64(use.Total())/1e6, use.Handles, use.Files, len(s.broken))
}

// compare looks for growth since the baseline. The child is a new one each time that GoNB is killed: the supervisor is what lasts.
func (s *soak) compare() {
	if s.baseline.Memory == nil {
		return
	}
	now := s.kernel.Use()
	before, after := s.baseline.Memory[kerneltest.Supervisor], now.Memory[kerneltest.Supervisor]
	if float64(after) > growth*float64(before)+4e6 { // and what the collector has not taken yet
		s.broken = append(s.broken, fmt.Sprintf("the supervisor grew from %.1f to %.1f MB", float64(before)/1e6, float64(after)/1e6))
	}
	if now.Handles > s.baseline.Handles+20 || now.Files > s.baseline.Files+20 {
		s.broken = append(s.broken, fmt.Sprintf("%d handles and %d files became %d and %d", s.baseline.Handles, s.baseline.Files, now.Handles, now.Files))
	}
	if s.longest > 5*time.Second {
		s.broken = append(s.broken, fmt.Sprintf("a stop took %v", s.longest))
	}
}
