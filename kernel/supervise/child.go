package supervise

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"threadboost/kernel/guard"
	"threadboost/kernel/process"
	"threadboost/kernel/supervise/failure"
	"threadboost/kernel/supervise/inside"
	"threadboost/kernel/supervise/message"
	"threadboost/kernel/supervise/zmtp"
	"threadboost/lib/show"
)

// A child is GoNB, unmodified, under a guard: the kernel behind the kernel. All that it and its cells make lies in one folder, which the
// guard removes.
type child struct {
	folder  string
	guard   *guard.Process
	gonb    int // its process number
	log     *tail
	session *message.Session
	shell   *zmtp.Dealer
	stdin   *zmtp.Dealer
	iopub   *zmtp.Sub
	pipes   *pipes
	exchanges

	cells map[int]failure.Cell // by the count that GoNB gave them
	count int                  // of GoNB's cells
}

// The parts of a child's folder.
const (
	outputFolder  = "out" // the pipes of the cells' programs
	scratchFolder = "tmp" // TMPDIR of the cells and their compilers
	binFolder     = "bin" // first on the child's PATH
)

// patience is how long GoNB may take until it answers.
const patience = 30 * time.Second

// startChild starts GoNB and returns when it has set itself up.
func (k *Kernel) startChild(ctx context.Context) (*child, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, conn, err := k.launch()
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.guard.Stop() })
	defer stop()
	go func() { // whoever waits for a child that ends would wait for ever
		<-c.guard.Done()
		c.abandon()
		cancel()
	}()
	err = k.connect(ctx, c, conn)
	if err == nil {
		err = c.setUp(ctx)
	}
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("kernel: GoNB did not start: %w; it said last:\n%s", err, c.log)
	}
	return c, nil
}

// launch starts the process.
func (k *Kernel) launch() (*child, connection, error) {
	guard.Sweep()
	folder := guard.NewFolder()
	conn := connection{
		Transport: "ipc", IP: filepath.Join(folder, "s"), Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5,
		Scheme: message.Scheme, Key: rand.Text(),
	}
	// GoNB takes the kernel's id from the name of the connection file.
	file := filepath.Join(folder, filepath.Base(k.config.ConnectionFile))
	log, said, err := newTail()
	if err != nil {
		return nil, conn, err
	}
	defer said.Close()
	cmd := exec.Command(k.config.GoNB, "-kernel", file, "-go_work="+k.config.Root, "-raw_error")
	cmd.Env = childEnv(os.Environ(), folder)
	cmd.Stdout, cmd.Stderr = said, said
	c := &child{folder: folder, log: log, session: message.NewPrivateSession(conn.Key, "threadboost"), cells: map[int]failure.Cell{}}
	prepare := func() (err error) {
		if err := fillFolder(folder, file, conn); err != nil {
			return err
		}
		c.pipes, err = openPipes(filepath.Join(folder, outputFolder))
		return err
	}
	c.guard, err = guard.Start(guard.Program{Cmd: cmd, Folder: folder, Prepare: prepare, Grace: 0})
	if err != nil {
		return nil, conn, fmt.Errorf("kernel: GoNB cannot be started: %w", err)
	}
	return c, conn, nil
}

// childEnv is the environment of GoNB and, through it, of the cells.
func childEnv(base []string, folder string) []string {
	path := filepath.Join(folder, binFolder)
	for _, kv := range base {
		if rest, ok := strings.CutPrefix(kv, "PATH="); ok {
			path = filepath.Join(folder, binFolder) + string(os.PathListSeparator) + rest
		}
	}
	return append(base[:len(base):len(base)],
		"PATH="+path,
		"TMPDIR="+folder,
		inside.Variable+"="+filepath.Join(folder, outputFolder),
		show.DisplayEnv+"="+show.InBand,
	)
}

// fillFolder makes what GoNB needs at its start. Its own gopls would be a second one, so it gets a program of that name that ends at once.
func fillFolder(folder, file string, conn connection) error {
	for _, name := range []string{outputFolder, scratchFolder, binFolder} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			return err
		}
	}
	nothing, err := exec.LookPath("false")
	if err != nil {
		return err
	}
	if err := os.Symlink(nothing, filepath.Join(folder, binFolder, "gopls")); err != nil {
		return err
	}
	for _, name := range []string{inside.Stdout, inside.Stderr} {
		if err := unix.Mkfifo(filepath.Join(folder, outputFolder, name), 0o600); err != nil {
			return err
		}
	}
	text, err := json.Marshal(conn)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// connect dials the child's sockets. The dealers of shell and stdin have one identity, by which GoNB finds the second one.
func (k *Kernel) connect(ctx context.Context, c *child, conn connection) (err error) {
	const identity = "supervisor"
	if c.iopub, err = zmtp.DialSub(ctx, conn.endpoint(conn.IOPub), []string{""}, zmtp.Options{}); err != nil {
		return err
	}
	if c.shell, err = zmtp.DialDealer(ctx, conn.endpoint(conn.Shell), identity, zmtp.Options{}); err != nil {
		return err
	}
	if c.stdin, err = zmtp.DialDealer(ctx, conn.endpoint(conn.Stdin), identity, zmtp.Options{}); err != nil {
		return err
	}
	c.gonb = firstChild(c.guard.PID())
	c.onInput, c.onOther = k.askClient, k.fromWidget
	go c.read(c.shell, c.replied)
	go c.read(c.iopub, c.published)
	go c.read(c.stdin, c.asked)
	return nil
}

// firstChild is the process that a guard has started: the only one that descends from it so early.
func firstChild(guard int) int {
	for pid, e := range process.Descendants(guard, process.All()) {
		if e.Parent == guard {
			return pid
		}
	}
	return 0
}

// A receiver is a socket that is connected to the child.
type receiver interface {
	Receive(context.Context) (zmtp.Message, error)
}

// read calls handle for each message until the child is gone.
func (c *child) read(socket receiver, handle func(message.Message)) {
	for {
		frames, err := socket.Receive(context.Background())
		if err != nil {
			return
		}
		if _, m, err := c.session.Read(frames); err == nil {
			handle(m)
		}
	}
}

// setUp makes GoNB ready for cells. What it publishes is heard from some moment on that nobody tells: it is asked until it is.
func (c *child) setUp(ctx context.Context) error {
	for heard := false; !heard; {
		info, err := c.request("kernel_info_request", struct{}{}, nil)
		if err != nil {
			return err
		}
		select {
		case <-info.heard:
			heard = true
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return cause(ctx, c)
		}
		c.forget(info)
	}
	if err := c.hidden(ctx, "%noautoget\n%env TMPDIR "+strconv.Quote(filepath.Join(c.folder, scratchFolder))); err != nil {
		return err
	}
	return c.addInside()
}

// cause says why a context ended while a child started.
func cause(ctx context.Context, c *child) error {
	select {
	case <-c.guard.Done():
		return fmt.Errorf("it ended by itself (%v)", c.guard.Err())
	default:
		return ctx.Err()
	}
}

// insideSource makes the program of each cell import package inside. GoNB builds all files of its folder, and writes main.go alone.
const insideSource = `//go:build unix

package main

import _ "threadboost/kernel/supervise/inside"
`

func (c *child) addInside() error {
	dir, err := c.workFolder()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "inside.go"), []byte(insideSource), 0o600)
}

// workFolder is where GoNB writes and builds the program of a cell.
func (c *child) workFolder() (string, error) {
	entries, err := os.ReadDir(c.folder)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), "gonb_") {
			return filepath.Join(c.folder, e.Name()), nil
		}
	}
	return "", errors.New("kernel: GoNB has no folder for its programs")
}

// hidden runs lines of which nobody sees anything.
func (c *child) hidden(ctx context.Context, code string) error {
	x, err := c.request("execute_request", executeContent(code, false), nil)
	if err != nil {
		return err
	}
	defer c.forget(x)
	select {
	case <-x.done:
		return x.err
	case <-c.guard.Done():
		return fmt.Errorf("it ended by itself (%v)", c.guard.Err())
	case <-ctx.Done():
		return ctx.Err()
	}
}

// executeContent is the content of an execute_request to GoNB. It counts those that are to be stored.
func executeContent(code string, store bool) map[string]any {
	return map[string]any{
		"code": code, "silent": true, "store_history": store, "user_expressions": map[string]string{}, "allow_stdin": true, "stop_on_error": true,
	}
}

// request sends a request; x.event, if not nil, is called for each message that GoNB publishes about it, in their order.
func (c *child) request(kind string, content any, event func(message.Message)) (*exchange, error) {
	m := c.session.New(kind, nil, content)
	x := c.open(m.Header.ID, event)
	if err := c.shell.Send(c.session.Frames(m)); err != nil {
		c.forget(x)
		return nil, fmt.Errorf("kernel: GoNB cannot be reached: %w", err)
	}
	return x, nil
}

// family are the processes that the child's cells have started and that still live.
func (c *child) family() process.Table {
	all := process.Descendants(c.guard.PID(), process.All())
	delete(all, c.gonb)
	return all
}

// stop ends the child and all that it started, and returns when nothing is left.
func (c *child) stop() {
	c.guard.Stop()
	if c.iopub != nil {
		c.iopub.Close()
	}
	if c.shell != nil {
		c.shell.Close()
	}
	if c.stdin != nil {
		c.stdin.Close()
	}
	c.pipes.close()
	c.abandon()
}
