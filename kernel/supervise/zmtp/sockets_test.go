package zmtp

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestRouterAndDealer(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		r := testRouter(t, endpoint, Options{})
		d := testDealer(t, r.Endpoint(), "me\x00\xff", Options{})
		const rounds = 5
		for i := range uint64(rounds) {
			check(t, d.Send(varied(i)))
		}
		for i := range uint64(rounds) {
			peer, m, err := r.Receive(soon(t))
			check(t, err)
			if want := (Peer{"me\x00\xff", 1}); peer != want {
				t.Fatalf("the peer is %v, want %v", peer, want)
			}
			expect(t, m, varied(i))
			check(t, r.Send(peer, m))
		}
		for i := range uint64(rounds) {
			m, err := d.Receive(soon(t))
			check(t, err)
			expect(t, m, varied(i))
		}
	})
}

func TestPeersWithoutIdentity(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	seen := map[string]bool{}
	for range 3 {
		d := testDealer(t, r.Endpoint(), "", Options{})
		check(t, d.Send(message("a")))
		peer, _, err := r.Receive(soon(t))
		check(t, err)
		if peer.ID == "" || seen[peer.ID] {
			t.Errorf("the identity %q is empty, or in use", peer.ID)
		}
		seen[peer.ID] = true
		check(t, r.Send(Peer{ID: peer.ID}, message("b")))
		m, err := d.Receive(soon(t))
		check(t, err)
		expect(t, m, message("b"))
	}
}

func TestOneIdentityTwice(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	old := testDealer(t, r.Endpoint(), "same", Options{})
	check(t, old.Send(message("from old")))
	oldPeer, _, err := r.Receive(soon(t))
	check(t, err)
	young := testDealer(t, r.Endpoint(), "same", Options{})
	check(t, young.Send(message("from young")))
	youngPeer, _, err := r.Receive(soon(t))
	check(t, err)

	check(t, r.Send(oldPeer, message("to who asked")))
	m, err := old.Receive(soon(t))
	check(t, err)
	expect(t, m, message("to who asked"))
	check(t, r.Send(Peer{ID: "same"}, message("to the newest")))
	m, err = young.Receive(soon(t))
	check(t, err)
	expect(t, m, message("to the newest"))

	check(t, young.Close())
	eventually(t, "the old one is the newest again", func() bool {
		check(t, r.Send(youngPeer, message("to who is left")))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		m, err := old.Receive(ctx)
		return err == nil && equal(m, message("to who is left"))
	})
	check(t, old.Close())
	eventually(t, "nobody is left", func() bool { return errors.Is(r.Send(oldPeer, message("x")), ErrNoPeer) })
}

func TestNoPeer(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	for _, p := range []Peer{{}, {ID: "nobody"}, {Conn: 7}} {
		if err := r.Send(p, message("a")); !errors.Is(err, ErrNoPeer) {
			t.Errorf("to %v: the error is %v, want ErrNoPeer", p, err)
		}
	}
}

func TestAMessageNeedsAFrame(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	d := testDealer(t, r.Endpoint(), "d", Options{})
	check(t, d.Send(message("a")))
	peer, _, err := r.Receive(soon(t))
	check(t, err)
	for name, send := range map[string]func(Message) error{
		"Router": func(m Message) error { return r.Send(peer, m) },
		"Dealer": d.Send,
		"Pub":    testPub(t, ipc(t), nil, Options{}).Send,
	} {
		if err := send(nil); err == nil || !strings.Contains(err.Error(), "without frames") {
			t.Errorf("%s: the error is %v, want that frames are missing", name, err)
		}
	}
}

func TestPubAndSub(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		var all sync.WaitGroup
		all.Add(3)
		p := testPub(t, endpoint, func(s Subscription) Message {
			if s.Ended {
				return nil
			}
			defer all.Done()
			return message(s.Topic, "welcome")
		}, Options{})
		everything := testSub(t, p.Endpoint(), Options{}, "")
		some := testSub(t, p.Endpoint(), Options{}, "stream.", "status")
		all.Wait()
		eventually(t, "three topics", func() bool { return p.topics() == 3 })
		for _, topic := range []string{"stream.stdout", "display", "status", "statu"} {
			check(t, p.Send(message(topic, "text")))
		}
		for sub, want := range map[*Sub][]string{
			everything: {" welcome", "stream.stdout text", "display text", "status text", "statu text"},
			some:       {"stream. welcome", "status welcome", "stream.stdout text", "status text"},
		} {
			for _, w := range want {
				m, err := sub.Receive(soon(t))
				check(t, err)
				if got := string(m[0]) + " " + string(m[1]); got != w {
					t.Errorf("got %q, want %q", got, w)
				}
			}
		}
	})
}

// topics counts the topics of all subscribers.
func (p *Pub) topics() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, topics := range p.subscribers {
		n += len(topics)
	}
	return n
}

func TestAwaitASubscriber(t *testing.T) {
	p := testPub(t, ipc(t), nil, Options{})
	ctx, cancel := context.WithCancelCause(t.Context())
	mine := errors.New("mine")
	cancel(mine)
	if err := p.Await(ctx); err != mine {
		t.Errorf("the error is %v, want the cause that the context ended for", err)
	}
	for range 2 {
		s := testSub(t, p.Endpoint(), Options{}, "a")
		check(t, p.Await(soon(t)))
		check(t, s.Close())
		eventually(t, "nobody is there", func() bool { return p.Await(ctx) == mine })
	}
	done := make(chan error)
	go func() { done <- p.Await(context.Background()) }()
	check(t, p.Close())
	if err := <-done; !errors.Is(err, net.ErrClosed) {
		t.Errorf("after Close the error is %v, want net.ErrClosed", err)
	}
}

func TestFlush(t *testing.T) {
	p := testPub(t, ipc(t), nil, Options{})
	s := testSub(t, p.Endpoint(), Options{}, "")
	check(t, p.Await(soon(t)))
	big := make([]byte, 8<<20)     // more than fits in the system's buffers
	check(t, p.Send(Message{big})) // it waits at the other end
	check(t, p.Send(Message{big}))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := p.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nobody reads: the error is %v, want that the time is over", err)
	}
	flushed := make(chan error)
	go func() { flushed <- p.Flush(soon(t)) }()
	for range 2 {
		_, err := s.Receive(soon(t))
		check(t, err)
	}
	check(t, <-flushed)
	check(t, p.Send(Message{big}))
	check(t, p.Send(Message{big}))
	go func() { flushed <- p.Flush(soon(t)) }()
	check(t, s.Close())
	check(t, <-flushed)
}

func TestEcho(t *testing.T) {
	e, err := ListenEcho("tcp://127.0.0.1:0", Options{})
	closing(t, e, err)
	d := testDealer(t, e.Endpoint(), "", Options{})
	check(t, d.Send(varied(1)))
	m, err := d.Receive(soon(t))
	check(t, err)
	expect(t, m, varied(1))
}

func TestReceiveEndsWithItsContext(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	d := testDealer(t, r.Endpoint(), "", Options{})
	mine := errors.New("mine")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(mine)
	if _, _, err := r.Receive(ctx); err != mine {
		t.Errorf("Router: the error is %v, want the context's cause", err)
	}
	if _, err := d.Receive(ctx); err != mine {
		t.Errorf("Dealer: the error is %v, want the context's cause", err)
	}
}

func TestDialWaitsForTheListener(t *testing.T) {
	endpoint := ipc(t)
	dialled := make(chan *Dealer)
	go func() { dialled <- must(DialDealer(soon(t), endpoint, "", Options{}))(t) }()
	time.Sleep(20 * time.Millisecond) // some attempts
	r := testRouter(t, endpoint, Options{})
	d := <-dialled
	defer d.Close()
	check(t, d.Send(message("a")))
	_, m, err := r.Receive(soon(t))
	check(t, err)
	expect(t, m, message("a"))
}

func TestDialGivesUp(t *testing.T) {
	const short = 200 * time.Millisecond
	p := testPub(t, ipc(t), nil, Options{})
	mute := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	defer mute.Close()
	for _, c := range []struct {
		name, endpoint, identity, want string
		time                           time.Duration
	}{
		{"nobody listens", ipc(t), "", "no such file", short},
		{"nobody speaks", "tcp://" + mute.Addr().String(), "", "deadline exceeded", short},
		{"the wrong kind", p.Endpoint(), "", `refused us: "a XPUB cannot talk to a \"DEALER\"`, patience},
		{"no endpoint", "udp://a", "", "want tcp://HOST:PORT", patience},
		{"a long identity", ipc(t), strings.Repeat("i", 256), "identity of 256 bytes", patience},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), c.time)
			defer cancel()
			if d, err := DialDealer(ctx, c.endpoint, c.identity, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v and the error %v, want one with %q", d, err, c.want)
			}
		})
	}
}

// What arrived before the connection was lost is received before the loss.
func TestALostConnection(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		r := testRouter(t, endpoint, Options{Linger: patience})
		d := testDealer(t, r.Endpoint(), "", Options{})
		check(t, d.Send(message("a")))
		peer, _, err := r.Receive(soon(t))
		check(t, err)
		for i := range uint64(3) {
			check(t, r.Send(peer, varied(i)))
		}
		go r.Close()
		for i := range uint64(3) {
			m, err := d.Receive(soon(t))
			check(t, err)
			expect(t, m, varied(i))
		}
		for range 2 {
			if _, err := d.Receive(soon(t)); !errors.Is(err, io.EOF) {
				t.Errorf("the error is %v, want that it says io.EOF", err)
			}
		}
		if err := d.Send(message("a")); !errors.Is(err, io.EOF) {
			t.Errorf("Send: the error is %v, want that it says io.EOF", err)
		}
	})
}

func TestAClosedDealerSaysSo(t *testing.T) {
	for _, linger := range []time.Duration{-1, time.Second} {
		r := testRouter(t, ipc(t), Options{})
		d := testDealer(t, r.Endpoint(), "", Options{Linger: linger})
		check(t, d.Close())
		check(t, d.Close())
		if err := d.Send(message("a")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("linger %v: Send gives %v, want net.ErrClosed", linger, err)
		}
		if _, err := d.Receive(soon(t)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("linger %v: Receive gives %v, want net.ErrClosed", linger, err)
		}
	}
}

// Both sides send while one closes: everything that was sent before arrives, though the closing side never reads its share.
func TestCloseFlushes(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		r := testRouter(t, endpoint, Options{Linger: patience})
		d := testDealer(t, r.Endpoint(), "", Options{})
		check(t, d.Send(message("a")))
		peer, _, err := r.Receive(soon(t))
		check(t, err)
		const messages = 300
		for range messages {
			check(t, d.Send(Message{make([]byte, 10<<10)}))
			check(t, r.Send(peer, Message{make([]byte, 100<<10)}))
		}
		go r.Close()
		for i := range messages {
			if _, err := d.Receive(soon(t)); err != nil {
				t.Fatalf("message %d: %v", i, err)
			}
		}
	})
}

func TestCloseDoesNotWaitForThoseWhoDoNotRead(t *testing.T) {
	for _, linger := range []time.Duration{-1, 50 * time.Millisecond} {
		p := testPub(t, ipc(t), nil, Options{Linger: linger})
		s := testSub(t, p.Endpoint(), Options{}, "")
		check(t, p.Await(soon(t)))
		check(t, p.Send(Message{make([]byte, 32<<20)}))
		check(t, p.Close()) // s does not receive
		check(t, s.Close())
		noGoroutines(t)
	}
}

func TestCloseAmongOthers(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		var all sync.WaitGroup
		r := must(ListenRouter(endpoint, Options{}))(t)
		for i := range 4 {
			d := must(DialDealer(soon(t), r.Endpoint(), strconv.Itoa(i), Options{}))(t)
			all.Go(func() {
				for d.Send(message("a", "b")) == nil {
				}
			})
			all.Go(func() {
				for {
					if _, err := d.Receive(context.Background()); err != nil {
						d.Close()
						return
					}
				}
			})
		}
		all.Go(func() {
			for n := 0; ; n++ {
				peer, m, err := r.Receive(context.Background())
				if err != nil {
					if !errors.Is(err, net.ErrClosed) {
						t.Errorf("the error is %v, want net.ErrClosed", err)
					}
					return
				}
				r.Send(peer, m)
				if n == 1000 {
					all.Go(func() { r.Close() })
					all.Go(func() { r.Close() })
				}
			}
		})
		all.Wait()
		check(t, r.Close())
		if err := r.Send(Peer{ID: "1"}, message("a")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Send after Close: the error is %v, want net.ErrClosed", err)
		}
		noGoroutines(t)
	})
}

func TestADealerWhoseQueueIsFullLives(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	d := testDealer(t, r.Endpoint(), "", Options{MaxQueue: 1 << 20})
	sent := 0
	for ; d.Send(Message{make([]byte, 100<<10)}) == nil; sent++ {
	}
	if err := d.Send(Message{make([]byte, 100<<10)}); !errors.Is(err, ErrFull) {
		t.Errorf("the error is %v, want ErrFull", err)
	}
	for range sent {
		_, _, err := r.Receive(soon(t))
		check(t, err)
	}
	check(t, d.Send(message("again")))
}

func TestIPCFiles(t *testing.T) {
	endpoint := ipc(t)
	path := strings.TrimPrefix(endpoint, "ipc://")
	mode := func() os.FileMode { return must(os.Stat(path))(t).Mode() }

	r := testRouter(t, endpoint, Options{})
	if got := mode(); got != os.ModeSocket|0o600 {
		t.Errorf("the mode is %v, want a socket with 0600", got)
	}
	if _, err := ListenRouter(endpoint, Options{}); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("a second Listen: the error is %v, want that it is in use", err)
	}
	check(t, r.Close())
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is left after Close (%v)", err)
	}

	stale := must(net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"}))(t)
	stale.SetUnlinkOnClose(false)
	check(t, stale.Close())
	check(t, testRouter(t, endpoint, Options{}).Close())

	check(t, os.WriteFile(path, []byte("a file of somebody"), 0o600))
	if _, err := ListenRouter(endpoint, Options{}); err == nil {
		t.Error("a file that is no socket was replaced")
	}
	if text, _ := os.ReadFile(path); string(text) != "a file of somebody" {
		t.Errorf("the file holds %q now", text)
	}
	if _, err := ListenRouter("ipc://"+filepath.Join(path, "below"), Options{}); err == nil {
		t.Error("a socket below a file was made")
	}
}

// A port that a Jupyter server chose for the kernel may be in use: the error must say so.
func TestTCPInUse(t *testing.T) {
	r := testRouter(t, "tcp://127.0.0.1:0", Options{})
	if _, err := ListenPub(r.Endpoint(), nil, Options{}); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("the error is %v, want that it is in use", err)
	}
}

func TestManyPeers(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	const peers, rounds = 20, 50
	var all sync.WaitGroup
	for i := range peers {
		all.Go(func() {
			d := must(DialDealer(soon(t), r.Endpoint(), strconv.Itoa(i), Options{}))(t)
			defer d.Close()
			for round := range rounds {
				want := message(strconv.Itoa(i), strconv.Itoa(round))
				check(t, d.Send(want))
				m, err := d.Receive(soon(t))
				check(t, err)
				expect(t, m, want)
			}
		})
	}
	for range peers * rounds {
		peer, m, err := r.Receive(soon(t))
		check(t, err)
		if string(m[0]) != peer.ID {
			t.Fatalf("%v says that it is %q", peer, m[0])
		}
		check(t, r.Send(peer, m))
	}
	all.Wait()
}

func TestLargeMessagesAreLimited(t *testing.T) {
	r := testRouter(t, ipc(t), Options{MaxMessage: 1000})
	for _, sizes := range [][]int{{1001}, {500, 501}} {
		d := testDealer(t, r.Endpoint(), "", Options{})
		check(t, d.Send(message(strings.Repeat("x", 500), strings.Repeat("y", 500))))
		_, _, err := r.Receive(soon(t))
		check(t, err)
		var m Message
		for size := range slices.Values(sizes) {
			m = append(m, make([]byte, size))
		}
		check(t, d.Send(m))
		if _, err := d.Receive(soon(t)); !errors.Is(err, io.EOF) && !isReset(err) {
			t.Errorf("sizes %v: the error is %v, want that the connection was ended", sizes, err)
		}
	}
}
