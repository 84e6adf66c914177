package procs

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/modeltest"
)

// A bridge is Processes for any job: the unit of its worker asks back over a socket, and the job's own unit is done here. So the contract
// suite, whose units are Go funcs, sees which units the workers run, when, and how often.
type bridge struct{ Processes }

func (b bridge) Run(ctx context.Context, job *lab.Job) error {
	dir, err := os.MkdirTemp("", "bridge-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	listener, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		return err
	}
	inner, err := proxy{job.Units, listener.Addr().String()}.Prepare(ctx)
	if err != nil {
		return err
	}
	var units sync.WaitGroup
	units.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			units.Go(func() { b.answer(ctx, job, conn) })
		}
	})
	err = b.Processes.Run(ctx, inner)
	listener.Close()
	units.Wait()
	return err
}

// answer does the unit that a worker asks for, and tells the worker its error. A worker goes on with its chunk until the signal reaches it
// that ends it: the units for which it asks meanwhile are not done.
func (b bridge) answer(ctx context.Context, job *lab.Job, conn net.Conn) {
	defer conn.Close()
	var i int
	if _, err := fmt.Fscanln(conn, &i); err != nil {
		return // the worker was stopped before it could ask
	}
	if b.Chunk > 1 && ctx.Err() != nil {
		return
	}
	text := "done"
	if err := job.Do(ctx, 0, i); err != nil {
		text = strings.Fields(err.Error())[0]
	}
	fmt.Fprintln(conn, text)
}

func TestProcessesKeepTheContract(t *testing.T) {
	for _, p := range []Processes{{Workers: 1}, {Workers: 3}, {Workers: 2, Chunk: 20}} {
		t.Run(lab.NameOf(p), func(t *testing.T) { modeltest.Run(t, bridge{p}) })
	}
}
