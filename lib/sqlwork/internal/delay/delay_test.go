package delay

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"
)

// echo is a server that sends back what it gets, until it gets no more.
func echo(t testing.TB) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				io.Copy(conn, conn)
			}()
		}
	}()
	return listener
}

func between(t testing.TB, roundTrip time.Duration, server net.Listener) (*Proxy, net.Conn) {
	t.Helper()
	proxy, err := Listen(roundTrip, func() (net.Conn, error) { return net.Dial("tcp", server.Addr().String()) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	conn, err := net.Dial("tcp", proxy.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return proxy, conn
}

func TestARoundTripTakesLonger(t *testing.T) {
	for _, roundTrip := range []time.Duration{0, time.Millisecond, 30 * time.Millisecond} {
		t.Run(roundTrip.String(), func(t *testing.T) {
			_, conn := between(t, roundTrip, echo(t))
			for range 3 {
				start := time.Now()
				if _, err := conn.Write([]byte("ping")); err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadFull(conn, make([]byte, 4)); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took < roundTrip {
					t.Errorf("a round trip takes %v, want at least %v", took, roundTrip)
				}
			}
		})
	}
}

// What is under way together takes one round trip, not one each: bandwidth is not limited. The proxy's own clock is compared, not a wall time.
func TestPiecesAreUnderWayTogether(t *testing.T) {
	const pieces, roundTrip = 50, 200 * time.Millisecond
	_, conn := between(t, roundTrip, echo(t))
	start := time.Now()
	for i := range pieces {
		fmt.Fprintln(conn, i)
		time.Sleep(time.Millisecond) // so that they stay pieces
	}
	lines := bufio.NewScanner(conn)
	for i := range pieces {
		if !lines.Scan() || lines.Text() != fmt.Sprint(i) {
			t.Fatalf("line %d is %q (%v)", i, lines.Text(), lines.Err())
		}
	}
	if took := time.Since(start); took > pieces*roundTrip/2 {
		t.Errorf("%d pieces take %v: each waits for the one before, which would be %v", pieces, took, pieces*roundTrip)
	}
}

func TestBytesArriveInOrder(t *testing.T) {
	_, conn := between(t, 3*time.Millisecond, echo(t))
	random := rand.New(rand.NewPCG(1, 2))
	sent := make([]byte, 3<<20)
	for i := range sent {
		sent[i] = byte(random.Uint32())
	}
	var sending sync.WaitGroup
	sending.Go(func() {
		for rest := sent; len(rest) > 0; {
			n := min(1+random.IntN(100_000), len(rest))
			conn.Write(rest[:n])
			rest = rest[n:]
		}
		conn.(*net.TCPConn).CloseWrite() // its end arrives last, and comes back as an end
	})
	got, err := io.ReadAll(conn)
	sending.Wait()
	if err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came back (%v), want the same %d as were sent", len(got), err, len(sent))
	}
}

// Either side's end reaches the other, and closing the proxy leaves nothing.
func TestEnds(t *testing.T) {
	before := runtime.NumGoroutine()
	ends := map[string]func(p *Proxy, server net.Conn){
		"of the server": func(_ *Proxy, server net.Conn) { server.Close() },
		"of the proxy":  func(p *Proxy, _ net.Conn) { p.Close() },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			server, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			proxy, conn := between(t, time.Millisecond, server)
			accepted, err := server.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer accepted.Close()
			end(proxy, accepted)
			conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			if _, err := conn.Read(make([]byte, 1)); err == nil || isTimeout(err) {
				t.Errorf("the client reads %v, want its end", err)
			}
			if err := proxy.Close(); err != nil && name != "of the proxy" {
				t.Error(err)
			}
		})
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines are left, there were %d", runtime.NumGoroutine(), before)
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}

func TestNobodyBehind(t *testing.T) {
	server := echo(t)
	server.Close()
	_, conn := between(t, 0, server)
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("a connection to nobody can be read, want its end")
	}
}

// BenchmarkRoundTrip reports how much longer a round trip takes than it should: what the proxy itself costs, and the clock of the timers.
func BenchmarkRoundTrip(b *testing.B) {
	direct := echo(b)
	trip := func(b *testing.B, conn net.Conn) time.Duration {
		buffer := make([]byte, 100)
		for b.Loop() {
			conn.Write(buffer)
			io.ReadFull(conn, buffer)
		}
		return b.Elapsed() / time.Duration(b.N)
	}
	b.Run("direct", func(b *testing.B) {
		conn, err := net.Dial("tcp", direct.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close()
		trip(b, conn)
	})
	for _, roundTrip := range []time.Duration{0, 500 * time.Microsecond, 2 * time.Millisecond, 8 * time.Millisecond} {
		b.Run(roundTrip.String(), func(b *testing.B) {
			_, conn := between(b, roundTrip, direct)
			b.ReportMetric(float64((trip(b, conn)-roundTrip).Nanoseconds())/1000, "us-longer")
		})
	}
}
