package procs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"threadboost/lib/lab"
)

// ServeTests is Serve with the workloads of the tests as well. It also makes a parent of the process where a test asks for that.
func ServeTests(roster Roster) {
	maps.Copy(roster, Roster{
		"squares": Decode[squares],
		"compute": Decode[compute],
		"acts":    Decode[acts],
		"stamps":  Decode[stamps],
		"proxy":   Decode[proxy],
		"broken":  Decode[broken],
		"unequal": Decode[unequal],
	})
	Serve(roster)
	if os.Getenv(parentVariable) != "" {
		beParent()
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0") // else each worker sleeps for a second under -race
}

// travelling is the job of a workload that can be sent.
func travelling(name string, workload any, units int, unit func(ctx context.Context, i int) (uint64, error)) (*lab.Job, error) {
	params, err := json.Marshal(workload)
	if err != nil {
		return nil, err
	}
	return &lab.Job{Units: units, Unit: unit, Spec: &lab.Spec{Workload: name, Params: params}}, nil
}

// squares computes squares. Its records hold the number of the process in place of bytes.
type squares struct{ Units int }

func (s squares) Prepare(context.Context) (*lab.Job, error) {
	return travelling("squares", s, s.Units, func(ctx context.Context, i int) (uint64, error) {
		lab.AddBytes(ctx, int64(os.Getpid()))
		return uint64(i * i), nil
	})
}

// compute computes for a while, the same while for each unit.
type compute struct{ Units, Rounds int }

func (c compute) Prepare(context.Context) (*lab.Job, error) {
	return travelling("compute", c, c.Units, func(_ context.Context, i int) (uint64, error) {
		sum := uint64(i)
		for range c.Rounds {
			sum = sum*6364136223846793005 + 1442695040888963407
		}
		return sum, nil
	})
}

// acts does nothing, but for the units that Acts names. Dir is where they leave marks.
type acts struct {
	Units int
	Dir   string
	Acts  map[int]string
}

func (a acts) Prepare(context.Context) (*lab.Job, error) {
	return travelling("acts", a, a.Units, func(ctx context.Context, i int) (uint64, error) {
		os.WriteFile(filepath.Join(a.Dir, fmt.Sprint("began-", i)), nil, 0o666)
		err := act(ctx, a, a.Acts[i])
		os.WriteFile(filepath.Join(a.Dir, fmt.Sprint("ended-", i)), nil, 0o666)
		return uint64(i), err
	})
}

func act(ctx context.Context, a acts, what string) error {
	switch what {
	case "fail":
		return errors.New("no such file")
	case "fail without a text":
		return errors.New("")
	case "panic":
		panic("boom")
	case "wait":
		return lab.Wait(ctx, func() error { time.Sleep(2 * time.Millisecond); return nil })
	case "move":
		lab.AddBytes(ctx, 1000)
		lab.Retried(ctx)
	case "print":
		fmt.Println("hello from a unit")
	case "kill":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "kill once":
		if f, err := os.OpenFile(filepath.Join(a.Dir, "killed"), os.O_CREATE|os.O_EXCL, 0o666); err == nil {
			f.Close()
			return act(ctx, a, "kill")
		}
	case "exit":
		os.Exit(7)
	case "goexit":
		runtime.Goexit()
	case "overflow":
		debug.SetMaxStack(1 << 20)
		overflow(0)
	case "memory":
		syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}) // the machine has no more, as it were
		for kept := [][]byte{}; ; {
			kept = append(kept, make([]byte, 16<<20))
		}
	case "descriptor 1":
		syscall.Write(1, []byte("not a frame, not a frame"))
	case "ignore":
		for { // neither ctx nor anything else
		}
	case "until ctx ends":
		<-ctx.Done()
		return ctx.Err()
	case "until it is let go":
		for !there(a.Dir, "let-go", 0) {
			time.Sleep(time.Millisecond)
		}
	case "until the others ended":
		for i := range a.Units {
			for a.Acts[i] == "" && !there(a.Dir, "ended", i) {
				time.Sleep(time.Millisecond)
			}
		}
	}
	return nil
}

func overflow(n int) int { return overflow(n+1) + n }

func there(dir, what string, i int) bool {
	_, err := os.Stat(filepath.Join(dir, fmt.Sprint(what, "-", i)))
	return err == nil
}

// proxy has its units done by whoever listens on a socket.
type proxy struct {
	Units  int
	Socket string
}

func (p proxy) Prepare(context.Context) (*lab.Job, error) {
	return travelling("proxy", p, p.Units, func(ctx context.Context, i int) (uint64, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "unix", p.Socket)
		if err != nil {
			return 0, err
		}
		defer conn.Close()
		fmt.Fprintln(conn, i)
		_, err = fmt.Fscanln(conn, new(string))
		return 0, err
	})
}

// broken cannot be prepared in a worker, or not closed.
type broken struct {
	Units int
	Panic bool
	Close string // what is wrong when it is closed; all else is right then
}

func (b broken) Prepare(context.Context) (*lab.Job, error) {
	if own.Load() == nil { // in a worker
		if b.Panic {
			panic("boom")
		}
		if b.Close == "" {
			return nil, errors.New("no such folder")
		}
	}
	job, err := travelling("broken", b, b.Units, nothing)
	if err == nil && own.Load() == nil {
		job.Close = func() error {
			if b.Close == "panic" {
				panic("boom")
			}
			return act(context.Background(), acts{}, b.Close)
		}
	}
	return job, err
}

func nothing(context.Context, int) (uint64, error) { return 0, nil }

// unequal forgets a field on the way.
type unequal struct {
	units int
}

func (u unequal) Prepare(context.Context) (*lab.Job, error) {
	return travelling("unequal", u, u.units+1, nothing)
}

// measured runs a workload once under a model.
func measured(t testing.TB, m lab.Model, w lab.Workload) *lab.Trial {
	t.Helper()
	r, err := lab.Run(t.Context(), once(m, w), lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &r.Trials[0]
}

func once(m lab.Model, w lab.Workload) lab.Experiment {
	return lab.Experiment{Name: "procs", Workload: w, Models: lab.Models{m}, Trials: 1}
}

// await waits until something is.
func await(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

// alive reports whether a process is there and has not ended.
func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }
