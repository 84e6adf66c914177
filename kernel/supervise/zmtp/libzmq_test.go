package zmtp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestLibzmqDealer(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		r, z := testRouter(t, endpoint, Options{}), startLibzmq(t)
		z.connected("d", "DEALER", r.Endpoint(), "ROUTING_ID", "session-1")
		for i := range uint64(3) {
			z.send("d", varied(i))
			peer, m, err := r.Receive(soon(t))
			check(t, err)
			if peer.ID != "session-1" {
				t.Errorf("the identity is %q, want the one that was set", peer.ID)
			}
			expect(t, m, varied(i))
			check(t, r.Send(peer, varied(i+100)))
			expect(t, z.receive("d"), varied(i+100))
		}
	})
}

// The shell and stdin channels of one Jupyter client have one identity: what it says on one tells where to ask on the other.
func TestLibzmqSameIdentityOnTwoSockets(t *testing.T) {
	shell, stdin, z := testRouter(t, ipc(t), Options{}), testRouter(t, ipc(t), Options{}), startLibzmq(t)
	z.connected("shell", "DEALER", shell.Endpoint(), "ROUTING_ID", "session")
	z.connected("stdin", "DEALER", stdin.Endpoint(), "ROUTING_ID", "session")
	z.send("shell", message("execute_request"))
	peer, _, err := shell.Receive(soon(t))
	check(t, err)
	eventually(t, "stdin is connected", func() bool { return stdin.Send(Peer{ID: peer.ID}, message("input_request")) == nil })
	expect(t, z.receive("stdin"), message("input_request"))
}

// Two sockets with one identity on one Router: libzmq would ignore one of them.
func TestLibzmqOneIdentityTwice(t *testing.T) {
	r, z := testRouter(t, ipc(t), Options{}), startLibzmq(t)
	z.connected("old", "DEALER", r.Endpoint(), "ROUTING_ID", "same")
	z.send("old", message("a"))
	old, _, err := r.Receive(soon(t))
	check(t, err)
	z.connected("young", "DEALER", r.Endpoint(), "ROUTING_ID", "same")
	z.send("young", message("b"))
	young, _, err := r.Receive(soon(t))
	check(t, err)
	check(t, r.Send(old, message("to old")))
	check(t, r.Send(young, message("to young")))
	check(t, r.Send(Peer{ID: "same"}, message("to the newest")))
	expect(t, z.receive("old"), message("to old"))
	expect(t, z.receive("young"), message("to young"))
	expect(t, z.receive("young"), message("to the newest"))
	z.silent("old")
}

func TestLibzmqRouterPeer(t *testing.T) {
	r, z := testRouter(t, ipc(t), Options{}), startLibzmq(t)
	z.connected("r", "ROUTER", r.Endpoint(), "ROUTING_ID", "they", "CONNECT_ROUTING_ID", "we")
	z.send("r", message("we", "a"))
	peer, m, err := r.Receive(soon(t))
	check(t, err)
	expect(t, m, message("a"))
	check(t, r.Send(peer, message("b")))
	expect(t, z.receive("r"), message("we", "b"))
}

func TestLibzmqHeartbeat(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		e, err := ListenEcho(endpoint, Options{})
		closing(t, e, err)
		z := startLibzmq(t)
		z.connected("req", "REQ", e.Endpoint())
		z.connected("dealer", "DEALER", e.Endpoint())
		for i := range 100 {
			beat := message(fmt.Sprint("ping ", i))
			z.send("req", beat)
			z.send("dealer", append(message(""), beat...))
			expect(t, z.receive("req"), beat)
			expect(t, z.receive("dealer"), append(message(""), beat...))
		}
	})
}

func TestLibzmqSub(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		events := make(chan Subscription, 20)
		p := testPub(t, endpoint, func(s Subscription) Message {
			events <- s
			if s.Ended {
				return nil
			}
			return message(s.Topic, "welcome")
		}, Options{})
		z := startLibzmq(t)
		z.connected("s", "SUB", p.Endpoint())
		for _, topic := range []string{"stream", "status", "stream"} {
			z.call(nil, "option", "name", "s", "option", "SUBSCRIBE", "value", topic)
		}
		expect(t, z.receive("s"), message("stream", "welcome"))
		expect(t, z.receive("s"), message("status", "welcome"))
		eventually(t, "two topics", func() bool { return p.topics() == 2 })
		check(t, p.Send(message("display", "lost")))
		check(t, p.Send(message("stream.stdout", "1")))
		check(t, p.Send(append(message("status"), varied(1)...)))
		expect(t, z.receive("s"), message("stream.stdout", "1"))
		expect(t, z.receive("s"), append(message("status"), varied(1)...))
		for range 2 {
			z.call(nil, "option", "name", "s", "option", "UNSUBSCRIBE", "value", "stream")
		}
		eventually(t, "one topic", func() bool { return p.topics() == 1 })
		check(t, p.Send(message("stream.stdout", "lost")))
		check(t, p.Send(message("status", "2")))
		expect(t, z.receive("s"), message("status", "2"))
		z.call(nil, "close", "name", "s")
		for _, want := range []Subscription{{Topic: "stream"}, {Topic: "status"}, {Topic: "stream", Ended: true}, {Topic: "status", Ended: true}} {
			want.Peer = Peer{"\x001", 1}
			if got := <-events; got != want {
				t.Errorf("the event is %+v, want %+v", got, want)
			}
		}
	})
}

func TestLibzmqManyClients(t *testing.T) {
	shell, iopub, z := testRouter(t, ipc(t), Options{}), testPub(t, ipc(t), nil, Options{}), startLibzmq(t)
	const clients = 5
	for i := range clients {
		z.connected(fmt.Sprint("shell", i), "DEALER", shell.Endpoint())
		z.connected(fmt.Sprint("iopub", i), "SUB", iopub.Endpoint(), "SUBSCRIBE", "")
	}
	eventually(t, "all subscribed", func() bool { return iopub.topics() == clients })
	for i := range clients {
		z.send(fmt.Sprint("shell", i), message(fmt.Sprint(i)))
	}
	for range clients {
		peer, m, err := shell.Receive(soon(t))
		check(t, err)
		check(t, shell.Send(peer, m))
		check(t, iopub.Send(m))
	}
	for i := range clients {
		expect(t, z.receive(fmt.Sprint("shell", i)), message(fmt.Sprint(i)))
		z.silent(fmt.Sprint("shell", i))
		seen := map[string]bool{}
		for range clients {
			seen[string(z.receive(fmt.Sprint("iopub", i))[0])] = true
		}
		if len(seen) != clients {
			t.Errorf("client %d saw %d outputs, want %d", i, len(seen), clients)
		}
	}
}

// One subscriber stops reading and is dropped; another gets all 30 MB meanwhile.
func TestLibzmqSubscriberThatDoesNotRead(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		var j journal
		p, z := testPub(t, endpoint, nil, Options{Log: j.log, MaxQueue: 8 << 20}), startLibzmq(t)
		z.connected("stuck", "SUB", p.Endpoint(), "SUBSCRIBE", "", "RCVHWM", 1, "RCVBUF", 4096)
		z.connected("good", "SUB", p.Endpoint(), "SUBSCRIBE", "", "RCVHWM", 0)
		eventually(t, "both subscribed", func() bool { return p.topics() == 2 })
		const messages, size = 480, 64 << 10
		digest, random := sha256.New(), rand.NewChaCha8([32]byte{})
		sum := make(chan [3]any)
		go func() { sum <- z.drain("good", messages) }()
		good := p.find(Peer{Conn: 2})
		for i := range messages {
			text := make([]byte, size)
			random.Read(text)
			digest.Write([]byte("stream"))
			digest.Write(text)
			check(t, p.Send(Message{[]byte("stream"), text}))
			if i%32 == 0 { // 2 MB at once, so that it is never the machine that makes the good one look stuck
				check(t, good.out.flush(soon(t)))
			}
		}
		want := [3]any{float64(messages), float64(messages * (size + 6)), hex.EncodeToString(digest.Sum(nil))}
		if got := <-sum; got != want {
			t.Errorf("the good subscriber got %v, want %v", got, want)
		}
		j.expect(t, ErrFull.Error())
	})
}

func TestLibzmqReconnects(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		r, z := testRouter(t, endpoint, Options{}), startLibzmq(t)
		p := testPub(t, strings.TrimSuffix(endpoint, "s")+strings.Repeat("p", strings.Count(endpoint, "/s")), nil, Options{})
		z.connected("d", "DEALER", r.Endpoint(), "ROUTING_ID", "d", "RECONNECT_IVL", 10)
		z.connected("s", "SUB", p.Endpoint(), "SUBSCRIBE", "a", "RECONNECT_IVL", 10)
		check(t, r.Close())
		check(t, p.Close())
		z.event("d", "DISCONNECTED")
		z.event("s", "DISCONNECTED")
		r, p = testRouter(t, r.Endpoint(), Options{}), testPub(t, p.Endpoint(), nil, Options{})
		z.event("d", "HANDSHAKE_SUCCEEDED")
		z.send("d", message("again"))
		peer, m, err := r.Receive(soon(t))
		check(t, err)
		expect(t, m, message("again"))
		check(t, r.Send(Peer{ID: peer.ID}, message("back")))
		expect(t, z.receive("d"), message("back"))
		z.event("s", "HANDSHAKE_SUCCEEDED")
		z.silent("s") // libzmq subscribes again when its user looks at the socket
		check(t, p.Await(soon(t)))
		check(t, p.Send(message("a")))
		expect(t, z.receive("s"), message("a"))
	})
}

// libzmq drops a peer that leaves its PING without a PONG; ours is there after many.
func TestLibzmqPings(t *testing.T) {
	var j journal
	r, z := testRouter(t, ipc(t), Options{Log: j.log}), startLibzmq(t)
	z.connected("d", "DEALER", r.Endpoint(), "HEARTBEAT_IVL", 20, "HEARTBEAT_TIMEOUT", 2000, "HEARTBEAT_TTL", 2000)
	var gone bool
	if z.call(&gone, "event", "name", "d", "wanted", "DISCONNECTED", "wait", 2500); gone {
		t.Errorf("libzmq has left us (%s)", j.text())
	}
	z.send("d", message("a"))
	peer, _, err := r.Receive(soon(t))
	check(t, err)
	if peer.Conn != 1 {
		t.Errorf("it is connection %d, want the first", peer.Conn)
	}
}

func TestLibzmqOfTheWrongKind(t *testing.T) {
	var j journal
	r, z := testRouter(t, ipc(t), Options{Log: j.log}), startLibzmq(t)
	z.socket("push", "PUSH")
	z.call(nil, "connect", "name", "push", "endpoint", r.Endpoint())
	z.event("push", "DISCONNECTED") // and it does not try again
	j.expect(t, `a ROUTER cannot talk to a "PUSH"`)

	z.socket("pub", "XPUB")
	if _, err := DialDealer(soon(t), z.bind("pub", ipc(t)), "", Options{}); !errors.Is(err, errWrongPeer) {
		t.Errorf("a Dealer to an XPUB: the error is %v, want that it is of the wrong kind", err)
	}
}

// What was sent before Close arrives at a slow reader.
func TestLibzmqGetsAllBeforeTheEnd(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		r, z := testRouter(t, endpoint, Options{Linger: patience}), startLibzmq(t)
		z.connected("d", "DEALER", r.Endpoint(), "RCVHWM", 1)
		z.send("d", message("a"))
		peer, _, err := r.Receive(soon(t))
		check(t, err)
		big := bytes.Repeat([]byte("x"), 1<<20)
		for range 20 {
			check(t, r.Send(peer, Message{big}))
		}
		closed := make(chan error)
		go func() { closed <- r.Close() }()
		if got := z.drain("d", 20); got[0] != 20.0 || got[1] != float64(20<<20) {
			t.Errorf("got %v, want 20 messages of 1 MiB", got)
		}
		z.call(nil, "close", "name", "d")
		check(t, <-closed)
	})
}

func TestDealerToLibzmq(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		z := startLibzmq(t)
		z.socket("r", "ROUTER")
		d := testDealer(t, z.bind("r", endpoint), "me", Options{})
		for i := range uint64(3) {
			check(t, d.Send(varied(i)))
			expect(t, z.receive("r"), append(message("me"), varied(i)...))
			z.send("r", append(message("me"), varied(i+100)...))
			m, err := d.Receive(soon(t))
			check(t, err)
			expect(t, m, varied(i+100))
		}
		z.call(nil, "close", "name", "r")
		if _, err := d.Receive(soon(t)); !errors.Is(err, io.EOF) && !isReset(err) {
			t.Errorf("the error is %v, want that the peer has gone", err)
		}
	})
}

func TestSubToLibzmq(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		z := startLibzmq(t)
		z.socket("p", "XPUB")
		s := testSub(t, z.bind("p", endpoint), Options{}, "a", "bc")
		expect(t, z.receive("p"), message("\x01a"))
		expect(t, z.receive("p"), message("\x01bc"))
		for _, topic := range []string{"b", "bcd", "c", "a"} {
			z.send("p", append(message(topic), varied(1)...))
		}
		for _, topic := range []string{"bcd", "a"} {
			m, err := s.Receive(soon(t))
			check(t, err)
			expect(t, m, append(message(topic), varied(1)...))
		}
		check(t, s.Close())
		expect(t, z.receive("p"), message("\x00a"))
	})
}
