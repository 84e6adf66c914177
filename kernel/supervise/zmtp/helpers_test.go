package zmtp

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"threadboost/kernel/setup/setuptest"
)

// patience is how long a test waits for what must come: no figure, but the difference between slow and never.
const patience = 30 * time.Second

// TestMain fails when a goroutine of ours outlives the tests.
func TestMain(m *testing.M) {
	code := m.Run()
	for deadline := time.Now().Add(5 * time.Second); len(ourGoroutines()) > 0 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if left := ourGoroutines(); len(left) > 0 && code == 0 {
		fmt.Fprintf(os.Stderr, "%d goroutines are left:\n%s\n", len(left), strings.Join(left, "\n\n"))
		code = 1
	}
	os.Exit(code)
}

// ourGoroutines are the stacks in which this package's files are, but for the test's own.
func ourGoroutines() (left []string) {
	stacks := make([]byte, 4<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "supervise/zmtp.") && !strings.Contains(stack, "helpers_test.go") && !strings.Contains(stack, "testing.tRunner") {
			left = append(left, stack)
		}
	}
	return left
}

// noGoroutines waits until all goroutines of ours have ended.
func noGoroutines(t *testing.T) {
	t.Helper()
	eventually(t, "end of all goroutines", func() bool { return len(ourGoroutines()) == 0 })
}

func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// soon is a context for what must come.
func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeoutCause(context.Background(), patience, fmt.Errorf("it has not come within %v", patience))
	t.Cleanup(cancel)
	return ctx
}

// endpoints are where a test can bind: it runs on each.
func onEachTransport(t *testing.T, test func(t *testing.T, endpoint string)) {
	t.Run("tcp", func(t *testing.T) { test(t, "tcp://127.0.0.1:0") })
	t.Run("ipc", func(t *testing.T) { test(t, ipc(t)) })
}

// ipc is an endpoint in a new folder; that of t.TempDir is too long where TMPDIR is.
func ipc(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "zmtp-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return "ipc://" + filepath.Join(dir, "s")
}

// journal keeps what Options.Log gets.
type journal struct {
	mu   sync.Mutex
	errs []error
}

func (j *journal) log(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.errs = append(j.errs, err)
}

func (j *journal) text() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return fmt.Sprint(j.errs)
}

func (j *journal) expect(t *testing.T, text string) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("the log is %s", j.text())
		}
	}()
	eventually(t, "log with "+text, func() bool { return strings.Contains(j.text(), text) })
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// closing closes a socket at the test's end.
func closing[S io.Closer](t testing.TB, s S, err error) S {
	t.Helper()
	check(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func testRouter(t testing.TB, endpoint string, o Options) *Router {
	t.Helper()
	r, err := ListenRouter(endpoint, o)
	return closing(t, r, err)
}

func testPub(t testing.TB, endpoint string, subscribed func(Subscription) Message, o Options) *Pub {
	t.Helper()
	p, err := ListenPub(endpoint, subscribed, o)
	return closing(t, p, err)
}

func testDealer(t testing.TB, endpoint, identity string, o Options) *Dealer {
	t.Helper()
	d, err := DialDealer(soon(t), endpoint, identity, o)
	return closing(t, d, err)
}

func testSub(t testing.TB, endpoint string, o Options, topics ...string) *Sub {
	t.Helper()
	s, err := DialSub(soon(t), endpoint, topics, o)
	return closing(t, s, err)
}

// message makes frames of strings.
func message(frames ...string) Message {
	m := make(Message, len(frames))
	for i, f := range frames {
		m[i] = []byte(f)
	}
	return m
}

func equal(a, b Message) bool { return slices.EqualFunc(a, b, bytes.Equal) }

func expect(t testing.TB, got, want Message) {
	t.Helper()
	if !equal(got, want) {
		t.Fatalf("got the message %.100q, want %.100q", got, want)
	}
}

// sizes are those at which the framing, the reader and the writer change what they do.
var sizes = []int{0, 1, 255, 256, copied, copied + 1, chunk - maxHeader, chunk, chunk + 1, 3*chunk + 1, batchBytes, 5 << 20}

// varied is a message with a frame of each size, in an order and with bytes that depend on the seed.
func varied(seed uint64) Message {
	random := rand.NewChaCha8([32]byte{byte(seed)})
	m := Message{}
	for _, size := range sizes {
		frame := make([]byte, size)
		random.Read(frame)
		m = append(m, frame)
	}
	rand.New(random).Shuffle(len(m), func(i, j int) { m[i], m[j] = m[j], m[i] })
	return m
}

//go:embed testdata/libzmq.py
var libzmqScript string

// libzmq is a process with sockets of the real libzmq, by pyzmq.
type libzmq struct {
	t       testing.TB
	cmd     *exec.Cmd
	request io.WriteCloser
	answers *bufio.Reader
}

func startLibzmq(t testing.TB) *libzmq {
	t.Helper()
	cmd := exec.Command(setuptest.Lab(t).Python(), "-c", libzmqScript)
	request, answer := must(cmd.StdinPipe())(t), must(cmd.StdoutPipe())(t)
	cmd.Stderr = t.Output()
	check(t, cmd.Start())
	t.Cleanup(func() {
		request.Close()
		timer := time.AfterFunc(patience, func() { cmd.Process.Kill() })
		defer timer.Stop()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the process of libzmq ended with %v", err)
		}
	})
	return &libzmq{t, cmd, request, bufio.NewReader(answer)}
}

// call lets a function of the script run; its arguments alternate between names and values.
func (z *libzmq) call(answer any, do string, arguments ...any) {
	z.t.Helper()
	named := map[string]any{}
	for i := 0; i < len(arguments); i += 2 {
		named[arguments[i].(string)] = arguments[i+1]
	}
	check(z.t, json.NewEncoder(z.request).Encode([]any{do, named}))
	line, err := z.answers.ReadBytes('\n')
	check(z.t, err)
	if answer != nil {
		check(z.t, json.Unmarshal(line, answer))
	}
}

func (z *libzmq) socket(name, kind string, options ...any) {
	z.t.Helper()
	z.call(nil, "socket", append([]any{"name", name, "kind", kind}, options...)...)
}

// connected is a new socket that has connected.
func (z *libzmq) connected(name, kind, endpoint string, options ...any) {
	z.t.Helper()
	z.socket(name, kind, options...)
	z.call(nil, "connect", "name", name, "endpoint", endpoint)
	z.event(name, "HANDSHAKE_SUCCEEDED")
}

func (z *libzmq) bind(name, endpoint string) (bound string) {
	z.t.Helper()
	z.call(&bound, "bind", "name", name, "endpoint", strings.Replace(endpoint, ":0", ":*", 1))
	return bound
}

func (z *libzmq) event(name, wanted string) {
	z.t.Helper()
	var came bool
	if z.call(&came, "event", "name", name, "wanted", wanted, "wait", patience.Milliseconds()); !came {
		z.t.Fatalf("libzmq's %s: no event %s within %v", name, wanted, patience)
	}
}

func (z *libzmq) send(name string, m Message) {
	z.t.Helper()
	z.call(nil, "send", "name", name, "frames", m)
}

func (z *libzmq) receive(name string) (m Message) {
	z.t.Helper()
	if z.call(&m, "recv", "name", name, "wait", patience.Milliseconds()); m == nil {
		z.t.Fatalf("libzmq's %s: no message within %v", name, patience)
	}
	return m
}

// silent checks that nothing has come, after what came.
func (z *libzmq) silent(name string) {
	z.t.Helper()
	var m Message
	if z.call(&m, "recv", "name", name, "wait", 50); m != nil {
		z.t.Fatalf("libzmq's %s: got %q, want nothing", name, m)
	}
}

// drain is a message's count, its bytes, and their digest.
func (z *libzmq) drain(name string, messages int) (sum [3]any) {
	z.t.Helper()
	z.call(&sum, "drain", "name", name, "messages", messages, "wait", patience.Milliseconds())
	return sum
}

// rawPeer is a connection on which a test speaks by bytes.
type rawPeer struct {
	net.Conn
	t testing.TB
}

func dialRaw(t testing.TB, endpoint string) rawPeer {
	t.Helper()
	network, address, err := parseEndpoint(endpoint)
	check(t, err)
	c := must(net.Dial(network, address))(t)
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return rawPeer{c, t}
}

func (p rawPeer) write(b ...string) {
	p.t.Helper()
	must(p.Write([]byte(strings.Join(b, ""))))(p.t)
}

func (p rawPeer) expect(want string) {
	p.t.Helper()
	got := make([]byte, len(want))
	n, err := io.ReadFull(p, got)
	if string(got[:n]) != want {
		p.t.Fatalf("got the bytes %q (%v), want %q", got[:n], err, want)
	}
}

// ended checks that the other side has closed the connection; what it said before is returned.
func (p rawPeer) ended() string {
	p.t.Helper()
	said, err := io.ReadAll(p)
	if err != nil && !isReset(err) {
		p.t.Fatalf("the connection has not ended: %v", err)
	}
	return string(said)
}

// The bytes of ZMTP as 23/ZMTP and 37/ZMTP write them, spelled out by hand.
var (
	greeting30 = "\xff\x00\x00\x00\x00\x00\x00\x00\x00\x7f" + "\x03\x00" + "NULL\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x00" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	greeting31 = greeting30[:11] + "\x01" + greeting30[12:]

	readyDealer = "\x04\x1c\x05READY" + "\x0bSocket-Type\x00\x00\x00\x06DEALER"
	readySub    = "\x04\x19\x05READY" + "\x0bSocket-Type\x00\x00\x00\x03SUB"
	ourRouter   = "\x04\x29\x05READY" + "\x0bSocket-Type\x00\x00\x00\x06ROUTER" + "\x08Identity\x00\x00\x00\x00"
	ourXPub     = "\x04\x27\x05READY" + "\x0bSocket-Type\x00\x00\x00\x04XPUB" + "\x08Identity\x00\x00\x00\x00"
)

// greet shakes hands by bytes.
func (p rawPeer) greet(greeting, ready, answer string) {
	p.t.Helper()
	p.write(greeting, ready)
	p.expect(greeting31 + answer)
}
