package supervise

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"threadboost/kernel/supervise/assist"
	"threadboost/kernel/supervise/history"
	"threadboost/kernel/supervise/pages"
)

// Config says what a kernel needs. Paths are absolute.
type Config struct {
	ConnectionFile       string // of Jupyter
	Root                 string // of the repository, whose packages the cells import
	GoNB, Gopls          string // programs
	Version, GoNBVersion string // to be told
	Folder               string // where the kernel keeps its history, private to the user
	Limits               Limits // of every cell, until a notebook sets its own
	Log                  io.Writer
}

// A Kernel is a Jupyter kernel at work.
type Kernel struct {
	config  Config
	log     logger
	clients *clients
	helper  *assist.Assistant
	history *history.Log
	pages   *pages.Source

	queue queue // the cells that wait
	count atomic.Int64
	name  string // of this kernel, among others

	mu      sync.Mutex
	child   *child
	running *run // the cell that runs, nil between two
	ran     bool // since isBusy was asked
	limits  Limits

	questioned time.Time // when GoNB asked for input last

	lostNote string // what the next cell says about definitions that were lost since the last one

	starting sync.Mutex // held while a child starts
	comms    comms
	ctx      context.Context // ends with the kernel
	ended    context.CancelCauseFunc
	requests sync.WaitGroup // those that are answered beside a cell
}

// errShutdown is the cause of an end that a client has asked for.
var errShutdown = errors.New("a client asked for it")

// Run serves clients until one of them asks for the end, ctx ends or our parent ends. Nothing is left then. The error says why it could
// not begin.
func Run(ctx context.Context, config Config) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	k := &Kernel{config: config, log: newLogger(config.Log), ctx: ctx, ended: cancel, limits: config.Limits, name: strings.ToLower(rand.Text()[:8])}
	stopWatching := watchParent(func() { cancel(errors.New("whoever started the kernel has ended")) })
	defer stopWatching()
	conn, err := readConnection(config.ConnectionFile)
	if err != nil {
		return err
	}
	if k.clients, err = listen(conn, k.log); err != nil {
		return err
	}
	defer k.clients.close()
	k.serve(ctx)
	k.log.printf("the end: %v", context.Cause(ctx))
	return nil
}

// serve starts the child and answers. What needs no child is answered while it starts.
func (k *Kernel) serve(ctx context.Context) {
	k.queue.init()
	k.pages = pages.New(k.config.Root)
	if log, err := history.Open(filepath.Join(k.config.Folder, "cells")); err == nil {
		k.history = log
	} else {
		k.log.printf("nothing is remembered: %v", err)
	}
	k.pruneOutputs()
	k.helper = assist.New(assist.Config{Gopls: k.config.Gopls, Root: k.config.Root}, k.log.printf)
	k.clients.publish(nil, "status", status{"starting"})
	var serving sync.WaitGroup
	serving.Go(func() { k.clients.receive(ctx, k.clients.control, k.answer) })
	serving.Go(func() { k.clients.receive(ctx, k.clients.stdin, k.onInput) })
	serving.Go(func() {
		k.clients.subscribed(ctx)
		k.clients.receive(ctx, k.clients.shell, k.onShell)
	})
	serving.Go(func() { k.interruptOnSignal(ctx) })
	serving.Go(func() { k.warm(ctx) })
	k.runCells(ctx)
	serving.Wait()
	k.helper.Close()
	k.requests.Wait()
}

// onShell takes a request that may be any. Cells run one after the other; all else is answered at once, also while a cell runs.
func (k *Kernel) onShell(r request) {
	if r.Header.Type == "execute_request" {
		k.queue.add(r)
		return
	}
	k.answer(r)
}

// answer answers a request beside the cells.
func (k *Kernel) answer(r request) {
	respond, ok := answers[r.Header.Type]
	if !ok {
		k.log.printf("no answer to %s: this kernel does not know it", r.Header.Type)
		return
	}
	k.requests.Go(func() {
		k.clients.publish(r.Raw, "status", status{"busy"})
		respond(k, r)
		k.clients.publish(r.Raw, "status", status{"idle"})
		if r.Header.Type == "shutdown_request" {
			k.ended(errShutdown)
		}
	})
}

// status is the content of a status message.
type status struct {
	State string `json:"execution_state"`
}

// current returns the child, nil while there is none.
func (k *Kernel) current() *child {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.child
}
