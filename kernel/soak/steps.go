package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// A step is something that the class does. Its error says which promise was broken.
type step struct {
	name   string
	weight int
	do     func(*soak, context.Context) error
}

// steps are all that there are. Of 100 some 45 are usual, 25 fail, and in 30 somebody is rude.
var steps = []step{
	{"succeed", 20, prints("%%\nfmt.Println(6*7)", "42\n")},
	{"declare", 8, prints("func twice(n int) int { return 2 * n }\n%%\nfmt.Println(twice(21))", "42\n")},
	{"shell", 6, prints("!echo hello", "hello\n")},
	{"library", 3, fails("import (\"threadboost/lib/boost\"; \"threadboost/lib/waitwork\")\n%%\nboost.Compare(waitwork.Sleep{Units: 2, Wait: time.Microsecond})", "")},
	{"show", 4, show},
	{"input", 3, input},
	{"flood", 2, flood},
	{"fail to compile", 7, fails("%%\nx := 1", "CompileError")},
	{"panic", 7, fails("%%\nfmt.Println(1)\npanic(2)", "panic")},
	{"deadlock", 3, fails("%%\nselect {}", "Deadlock")},
	{"exit", 5, fails("%%\nos.Exit(2)", "ExitError")},
	{"fail in a shell", 3, fails("!exit 3", "ShellError")},
	{"leave daemons", 4, daemons},
	{"hog", 2, hog},
	{"stop", 8, stop("%%\nsignal.Ignore(os.Interrupt)\nfor { time.Sleep(time.Second) }", time.Second)},
	{"stop at once", 5, stop("%%\nfor {}", time.Millisecond)},
	{"stop a shell", 4, stop("%%bash\ntrap '' INT\nwhile :; do sleep 1; done", 300*time.Millisecond)},
	{"kill GoNB", 2, kill(kerneltest.GoNB, "KernelDied")},
	{"kill the guard", 1, kill(kerneltest.Guard, "KernelDied")},
	{"kill a program", 2, kill(kerneltest.Program, "ExitError")},
	{"kill gopls", 1, func(s *soak, _ context.Context) error { killOne(s.kernel, kerneltest.Gopls); return nil }},
}

// executed runs a cell that must end with an error of a name, or without one.
func (s *soak) executed(ctx context.Context, cell kerneltest.Cell, want string, answers ...string) (kerneltest.Result, error) {
	r, err := s.client.Execute(ctx, cell, answers...)
	if err == nil {
		err = ended(r, want)
	}
	return r, err
}

// ended checks that a cell has ended with one error of a name, or without one.
func ended(r kerneltest.Result, want string) error {
	if n := len(r.Failures()); r.Executed().Name != want || n > 1 || (n == 1) != (want != "") {
		return fmt.Errorf("want the error %q, got %v", want, r)
	}
	return nil
}

func fails(code, want string) func(*soak, context.Context) error {
	return func(s *soak, ctx context.Context) error {
		_, err := s.executed(ctx, kerneltest.Cell{Code: code}, want)
		return err
	}
}

func prints(code, want string) func(*soak, context.Context) error {
	return func(s *soak, ctx context.Context) error {
		r, err := s.executed(ctx, kerneltest.Cell{Code: code}, "")
		if err == nil && r.Text("stdout") != want {
			err = fmt.Errorf("want %q, got %v", want, r)
		}
		return err
	}
}

// show prints and shows, and then panics or not.
func show(s *soak, ctx context.Context) error {
	code, failure := "import \"threadboost/lib/show\"\n%%\nfor i := range 20 { fmt.Println(\"世\", i); show.Text(fmt.Sprint(\"shown \", i)) }\n", ""
	var want []string
	for i := range 20 {
		want = append(want, fmt.Sprintf("stdout: 世 %d\n", i), fmt.Sprint("display_data: shown ", i))
	}
	if rand.N(2) == 0 {
		code, failure = code+"panic(1)", "panic"
		want = append(want, "error: panic")
	}
	r, err := s.executed(ctx, kerneltest.Cell{Code: code}, failure)
	if got := r.Shown(); err == nil && !slices.Equal(got, want) {
		err = fmt.Errorf("want %q, got %q", want, got)
	}
	return err
}

func input(s *soak, ctx context.Context) error {
	r, err := s.executed(ctx, kerneltest.Cell{Code: "%with_inputs\n!bash -c 'read line; echo got $line'"}, "", "seven")
	if err == nil && !strings.Contains(r.Text("stdout"), "got seven") {
		err = fmt.Errorf("want the answer, got %v", r)
	}
	return err
}

// flood prints more than is shown.
func flood(s *soak, ctx context.Context) error {
	r, err := s.executed(ctx, kerneltest.Cell{Code: "%%\nfor i := range 1_000_000 { fmt.Println(\"line\", i) }"}, "")
	if err == nil && (len(r.Text("stdout")) < 9<<20 || !strings.Contains(r.Text("stderr"), ".txt") || len(r.Of("stream")) > 200) {
		err = fmt.Errorf("of 13 MB %d bytes came, in %d messages, and the note %q", len(r.Text("stdout")), len(r.Of("stream")), r.Text("stderr"))
	}
	return err
}

func daemons(s *soak, ctx context.Context) error {
	r, err := s.executed(ctx, kerneltest.Cell{Code: "!for i in 1 2 3 4 5; do setsid sleep 4321 > /dev/null 2>&1 & done; sleep 0.1"}, "")
	if err == nil && !strings.Contains(r.Text("stderr"), "sleep 4321") {
		err = fmt.Errorf("nobody told of them: %v", r)
	}
	for _, left := range s.kernel.Left() {
		if strings.Contains(left, "sleep 4321") {
			err = fmt.Errorf("after the cell there is %s", left)
		}
	}
	return err
}

// hog takes more memory than it may.
func hog(s *soak, ctx context.Context) error {
	const code = "%limit memory=100MiB\n%%\nvar held [][]byte\nfor { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; held = append(held, b); time.Sleep(time.Millisecond) }"
	if _, err := s.executed(ctx, kerneltest.Cell{Code: code}, "MemoryLimit"); err != nil {
		return err
	}
	_, err := s.executed(ctx, kerneltest.Cell{Code: "%limit off"}, "")
	return err
}

// stop stops a cell at a moment of its first time.
func stop(code string, first time.Duration) func(*soak, context.Context) error {
	return func(s *soak, ctx context.Context) error {
		x := s.client.Run(kerneltest.Cell{Code: code})
		if err := x.Await(ctx, "execute_input", func(r kerneltest.Result) bool { return len(r.Of("execute_input")) > 0 }); err != nil {
			return err
		}
		time.Sleep(rand.N(first))
		begun := time.Now()
		if err := s.client.Interrupt(ctx); err != nil {
			return err
		}
		r, err := x.Wait(ctx)
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.longest = max(s.longest, time.Since(begun))
		s.mu.Unlock()
		return ended(r, "KeyboardInterrupt")
	}
}

// kill kills a process while a cell runs.
func kill(victim kerneltest.Role, want string) func(*soak, context.Context) error {
	return func(s *soak, ctx context.Context) error {
		x := s.client.Run(kerneltest.Cell{Code: "%%\nfmt.Println(\"ready\")\ntime.Sleep(time.Hour)"})
		if err := x.AwaitText(ctx, "ready"); err != nil {
			return err
		}
		if err := killOne(s.kernel, victim); err != nil {
			return err
		}
		r, err := x.Wait(ctx)
		if err != nil {
			return err
		}
		return ended(r, want)
	}
}

func killOne(k *kerneltest.Kernel, victim kerneltest.Role) error {
	pid := k.Find(victim)
	if pid <= 0 {
		return fmt.Errorf("there is no %s", victim)
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}
