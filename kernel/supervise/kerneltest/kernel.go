package kerneltest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"threadboost/kernel/supervise/message"
)

// A Kernel is a kernel that was started. Whoever starts one calls [Kernel.End].
type Kernel struct {
	conn    connection
	folder  string // holds the following three, and the results of what cells measure
	file    string // the connection file
	temp    string // TMPDIR
	log     string // what it printed
	mark    string
	started *exec.Cmd // the kernel, or its launcher
	ended   chan struct{}
}

// connection is what a connection file holds.
type connection struct {
	Shell     int    `json:"shell_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Control   int    `json:"control_port"`
	Heartbeat int    `json:"hb_port"`
	IP        string `json:"ip"`
	Key       string `json:"key"`
	Transport string `json:"transport"`
	Scheme    string `json:"signature_scheme"`
	Name      string `json:"kernel_name"`
}

// variable marks the processes of a kernel.
const variable = "THREADBOOST_KERNELTEST"

// Start starts a kernel. It does not wait until it answers: [Kernel.Connect] does.
func Start(spec Spec) (*Kernel, error) {
	folder, err := os.MkdirTemp("", "kt-") // short: sockets lie in it
	if err != nil {
		return nil, err
	}
	k := &Kernel{
		folder: folder, file: filepath.Join(folder, "c", "kernel-"+strings.ToLower(rand.Text()[:12])+".json"),
		temp: filepath.Join(folder, "t"), log: filepath.Join(folder, "log"),
		mark: variable + "=" + rand.Text(), ended: make(chan struct{}),
	}
	if err = k.prepare(spec.TCP); err == nil {
		err = k.launch(spec)
	}
	if err != nil {
		os.RemoveAll(folder)
		return nil, fmt.Errorf("kerneltest: %w", err)
	}
	return k, nil
}

func (k *Kernel) prepare(tcp bool) error {
	for _, dir := range []string{filepath.Dir(k.file), k.temp} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
	}
	k.conn = connection{Transport: "ipc", IP: filepath.Join(filepath.Dir(k.file), "s"), Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5}
	if tcp {
		k.conn.Transport, k.conn.IP = "tcp", "127.0.0.1"
		if err := freePorts(&k.conn.Shell, &k.conn.IOPub, &k.conn.Stdin, &k.conn.Control, &k.conn.Heartbeat); err != nil {
			return err
		}
	}
	k.conn.Key, k.conn.Scheme, k.conn.Name = rand.Text(), message.Scheme, "threadboost"
	text, err := json.Marshal(k.conn)
	if err != nil {
		return err
	}
	return os.WriteFile(k.file, text, 0o600)
}

// freePorts finds ports as jupyter_client does: somebody else may take them until the kernel binds them.
func freePorts(ports ...*int) error {
	for _, port := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close()
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return nil
}

func (k *Kernel) launch(spec Spec) error {
	argv := make([]string, len(spec.Argv))
	for i, arg := range spec.Argv {
		argv[i] = strings.ReplaceAll(arg, file, k.file)
	}
	if spec.Launcher {
		argv = append([]string{"sh", "-c", `JPY_PARENT_PID=$$ "$0" "$@"; exit`}, argv...)
	}
	log, err := os.Create(k.log)
	if err != nil {
		return err
	}
	defer log.Close()
	k.started = exec.Command(argv[0], argv[1:]...)
	k.started.Env = append(os.Environ(), "TMPDIR="+k.temp, "THREADBOOST_RESULTS="+filepath.Join(k.folder, "results"), k.mark)
	k.started.Env = append(k.started.Env, spec.Env...)
	k.started.Dir, k.started.Stdout, k.started.Stderr = spec.Dir, log, log
	k.started.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // as jupyter_client does
	if err := k.started.Start(); err != nil {
		return err
	}
	go func() {
		defer close(k.ended)
		k.started.Wait()
	}()
	return nil
}

// Log is what the kernel has printed.
func (k *Kernel) Log() string {
	text, _ := os.ReadFile(k.log)
	return string(text)
}

// Done is closed when the process that was started has ended.
func (k *Kernel) Done() <-chan struct{} { return k.ended }

// Shutdown asks the kernel to end, as Jupyter does, and waits for its end.
func (k *Kernel) Shutdown(ctx context.Context) error {
	c, err := k.Connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.Request(ctx, Control, "shutdown_request", map[string]bool{"restart": false}); err != nil {
		return err
	}
	select {
	case <-k.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("kerneltest: the kernel has not ended after its shutdown_reply: %w", context.Cause(ctx))
	}
}

// End kills what is left of the kernel and removes all that it has written.
func (k *Kernel) End() error {
	for range 1000 {
		for pid := range k.processes() {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		select {
		case <-k.ended:
			if len(k.processes()) == 0 {
				return os.RemoveAll(k.folder)
			}
		case <-time.After(10 * time.Millisecond):
		}
	}
	return errors.New("kerneltest: the kernel's processes cannot be killed: " + fmt.Sprint(k.processes()))
}
