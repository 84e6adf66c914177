package zmtp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestHandshakeByBytes(t *testing.T) {
	onEachTransport(t, func(t *testing.T, endpoint string) {
		for name, greeting := range map[string]string{"3.0": greeting30, "3.1": greeting31} {
			t.Run(name, func(t *testing.T) {
				r := testRouter(t, endpoint, Options{})
				p := dialRaw(t, r.Endpoint())
				p.greet(greeting, readyDealer, ourRouter)
				p.write("\x01\x00", "\x00\x04ping")
				peer, m, err := r.Receive(soon(t))
				check(t, err)
				expect(t, m, message("", "ping"))
				check(t, r.Send(peer, message("", "pong")))
				p.expect("\x01\x00" + "\x00\x04pong")
				r.Close()
				if rest := p.ended(); rest != "" {
					t.Errorf("%q was sent at last, want nothing", rest)
				}
			})
		}
	})
}

func TestPingIsAnswered(t *testing.T) {
	p := dialRaw(t, testRouter(t, "tcp://127.0.0.1:0", Options{}).Endpoint())
	p.greet(greeting31, readyDealer, ourRouter)
	for _, context := range []string{"", "a", strings.Repeat("c", maxPing)} {
		p.write("\x04", string(byte(7+len(context))), "\x04PING\x00\x00", context)
		p.expect("\x04" + string(byte(5+len(context))) + "\x04PONG" + context)
	}
}

func TestTimeToLive(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	p := dialRaw(t, r.Endpoint())
	p.greet(greeting31, readyDealer, ourRouter)
	p.write("\x04\x07\x04PING\x00\x0a") // a second
	p.expect("\x04\x05\x04PONG")
	p.write("\x04\x07\x04PING\x00\x00") // a sign of life, and no new time
	p.expect("\x04\x05\x04PONG")
	time.Sleep(1200 * time.Millisecond)
	p.write("\x00\x05alive")
	_, m, err := r.Receive(soon(t))
	check(t, err)
	expect(t, m, message("alive"))
	p.write("\x04\x07\x04PING\x00\x01")
	if rest := p.ended(); rest != "\x04\x05\x04PONG" {
		t.Errorf("%q came before the end, want a PONG", rest)
	}
}

// What a peer does wrong ends its connection, is logged, and harms no other.
func TestBadPeers(t *testing.T) {
	for _, c := range []struct{ name, bytes, log string }{
		{"HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "not connected: the first byte is 0x47"},
		{"noise", "\xff" + strings.Repeat("\x07", 80), "want the signature of ZMTP 3"},
		{"a frame in place of READY", greeting31 + "\x00\x05READY", "want the command READY"},
		{"another command", greeting31 + "\x04\x05\x04PING", `the command "PING" after the greeting`},
		{"properties cut short", greeting31 + "\x04\x08\x05READY\x0bS", "cut short"},
		{"a huge READY", greeting31 + "\x06\x40\x00\x00\x00\x00\x00\x00\x00", "a frame of 4611686018427387904 bytes"},
		{"an ERROR", greeting31 + "\x04\x09\x05ERROR\x02no", `refused us: "no"`},
		{"the wrong kind", greeting31 + readySub, `a ROUTER cannot talk to a "SUB"`},
		{"no kind", greeting31 + "\x04\x06\x05READY", `a ROUTER cannot talk to a ""`},
		{"a huge frame", greeting31 + readyDealer + "\x02\x40\x00\x00\x00\x00\x00\x00\x00", "dropped: a frame of 4611686018427387904 bytes"},
		{"a reserved flag", greeting31 + readyDealer + "\x10\x00", "flags 0x10"},
		{"a second READY", greeting31 + readyDealer + readyDealer, "a second READY"},
		{"an ERROR later", greeting31 + readyDealer + "\x04\x06\x05ERROR", "refused us"},
		{"a PING without time", greeting31 + readyDealer + "\x04\x05\x04PING", "a PING with 0 bytes"},
		{"a PING that is too long", greeting31 + readyDealer + "\x04\x18\x04PING" + strings.Repeat("c", 19), "a PING with 19 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var j journal
			r := testRouter(t, "tcp://127.0.0.1:0", Options{Log: j.log})
			good := dialRaw(t, r.Endpoint())
			good.greet(greeting31, readyDealer, ourRouter)
			bad := dialRaw(t, r.Endpoint())
			bad.write(c.bytes)
			bad.ended()
			j.expect(t, c.log)
			good.write("\x00\x01a")
			_, m, err := r.Receive(soon(t))
			check(t, err)
			expect(t, m, message("a"))
		})
	}
}

func TestTheWrongKindIsToldWhy(t *testing.T) {
	p := dialRaw(t, testRouter(t, ipc(t), Options{}).Endpoint())
	p.write(greeting31, readySub)
	p.expect(greeting31)
	want := `a ROUTER cannot talk to a "SUB", want one of ["DEALER" "REQ" "ROUTER"]`
	want = fmt.Sprintf("\x05ERROR%c%s", len(want), want)
	if got := p.ended(); got != fmt.Sprintf("\x04%c%s", len(want), want) {
		t.Errorf("the peer was told %q, want the command %q", got, want)
	}
}

func TestUnknownCommandsAreIgnored(t *testing.T) {
	r := testRouter(t, ipc(t), Options{})
	p := dialRaw(t, r.Endpoint())
	p.greet(greeting31, readyDealer, ourRouter)
	p.write("\x04\x06\x04JOINg", "\x04\x05\x04PONG", "\x00\x01a")
	_, m, err := r.Receive(soon(t))
	check(t, err)
	expect(t, m, message("a"))
}

// Peers that connect and say nothing, more of them than may: a good one gets in at once, and they are out after their time.
func TestSilentPeers(t *testing.T) {
	r := testRouter(t, "tcp://127.0.0.1:0", Options{MaxConns: 4, Handshake: 200 * time.Millisecond})
	silent := make([]rawPeer, 20)
	for i := range silent {
		silent[i] = dialRaw(t, r.Endpoint())
		silent[i].write(greeting31[:i])
	}
	d := testDealer(t, r.Endpoint(), "", Options{})
	check(t, d.Send(message("a")))
	_, m, err := r.Receive(soon(t))
	check(t, err)
	expect(t, m, message("a"))
	for _, p := range silent {
		p.ended()
	}
	check(t, d.Send(message("b")))
	_, m, err = r.Receive(soon(t))
	check(t, err)
	expect(t, m, message("b"))
}

func TestMaxConns(t *testing.T) {
	var j journal
	r := testRouter(t, ipc(t), Options{MaxConns: 2, Log: j.log})
	var peers []rawPeer
	for range 2 {
		p := dialRaw(t, r.Endpoint())
		p.greet(greeting31, readyDealer, ourRouter)
		p.write("\x00\x01a")
		_, _, err := r.Receive(soon(t))
		check(t, err)
		peers = append(peers, p)
	}
	third := dialRaw(t, r.Endpoint())
	third.write(greeting31, readyDealer)
	third.ended()
	j.expect(t, "2 peers are connected (Options.MaxConns)")
	peers[0].Close()
	eventually(t, "room for another", func() bool {
		d := testDealer(t, r.Endpoint(), "", Options{})
		check(t, d.Send(message("b")))
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, _, err := r.Receive(ctx)
		return err == nil
	})
}

// A subscriber of ZMTP 3.0 sends messages, one of 3.1 commands. One cancel ends two subscriptions to a topic, as libzmq has it.
func TestSubscriptionsByBytes(t *testing.T) {
	for _, c := range []struct{ name, greeting, subscribe, cancel string }{
		{"3.0", greeting30, "\x00\x02\x01a", "\x00\x02\x00a"},
		{"3.1", greeting31, "\x04\x0b\x09SUBSCRIBEa", "\x04\x08\x06CANCELa"},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := make(chan Subscription, 10)
			p := testPub(t, ipc(t), func(s Subscription) Message {
				events <- s
				if s.Ended {
					return nil
				}
				return message(s.Topic, "welcome")
			}, Options{})
			s := dialRaw(t, p.Endpoint())
			s.greet(c.greeting, readySub, ourXPub)
			s.write(c.subscribe, c.subscribe, "\x00\x00", "\x00\x02\x02a", "\x01\x00\x00\x02\x00a") // and messages that are no subscriptions
			check(t, p.Await(soon(t)))
			s.expect("\x01\x01a\x00\x07welcome")
			check(t, p.Send(message("b", "lost")))
			check(t, p.Send(message("", "lost")))
			check(t, p.Send(message("abc", "1")))
			s.expect("\x01\x03abc\x00\x011")
			s.write(c.cancel, c.cancel, "\x04\x07\x04PING\x00\x00")
			s.expect("\x04\x05\x04PONG")
			check(t, p.Send(message("a", "lost")))
			check(t, p.Close())
			if rest := s.ended(); rest != "" {
				t.Errorf("%q came after the cancel, want nothing", rest)
			}
			begun, ended := <-events, <-events
			if begun.Topic != "a" || begun.Ended || ended.Topic != "a" || !ended.Ended || begun.Peer != ended.Peer || len(events) > 0 {
				t.Errorf("the events are %+v, %+v and %d more, want the begin and the end of topic a", begun, ended, len(events))
			}
		})
	}
}

func TestSubscriptionLimits(t *testing.T) {
	for name, c := range map[string]struct{ bytes, log string }{
		"a long topic":              {"\x06\x00\x00\x00\x00\x00\x00\x10\x0b\x09SUBSCRIBE" + strings.Repeat("t", maxTopic+1), "a topic of 4097 bytes"},
		"a long topic of ZMTP 3.0":  {"\x02\x00\x00\x00\x00\x00\x00\x10\x02\x01" + strings.Repeat("t", maxTopic+1), "a topic of 4097 bytes"},
		"many topics":               {topics("\x04\x0d\x09SUBSCRIBE"), "more than 1024 topics"},
		"many topics of ZMTP 3.0":   {topics("\x00\x04\x01"), "more than 1024 topics"},
		"a message that is too big": {"\x02\x00\x00\x00\x00\x10\x00\x00\x00", "a frame of 268435456 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			var j journal
			s := dialRaw(t, testPub(t, ipc(t), nil, Options{Log: j.log}).Endpoint())
			s.greet(greeting31, readySub, ourXPub)
			go s.Write([]byte(c.bytes)) // it is not read to its end
			s.ended()
			j.expect(t, c.log)
		})
	}
}

// topics are one more subscription than may be, of three bytes each.
func topics(header string) string {
	var b strings.Builder
	for i := range maxTopics + 1 {
		fmt.Fprintf(&b, "%s%03x", header, i)
	}
	return b.String()
}

// A peer that asks and does not read the answers is dropped, whatever the answers are.
func TestPeersThatDoNotRead(t *testing.T) {
	for name, c := range map[string]struct{ endpoint, bytes string }{
		"PINGs":      {testRouter(t, ipc(t), Options{MaxQueue: 1 << 16}).Endpoint(), strings.Repeat("\x04\x07\x04PING\x00\x00", 10000)},
		"heartbeats": {closing(t, must(ListenEcho(ipc(t), Options{MaxQueued: 10}))(t), nil).Endpoint(), strings.Repeat("\x00\xff"+strings.Repeat("h", 255), 10000)},
	} {
		t.Run(name, func(t *testing.T) {
			p := dialRaw(t, c.endpoint)
			p.greet(greeting31, readyDealer, ourRouter)
			var err error
			for range 100 { // 1 MB or more each
				if _, err = p.Write([]byte(c.bytes)); err != nil {
					break
				}
			}
			if !isReset(err) {
				t.Errorf("the error is %v, want that the connection was closed", err)
			}
		})
	}
}

func TestRouterDropsWhoDoesNotRead(t *testing.T) {
	var j journal
	r := testRouter(t, "tcp://127.0.0.1:0", Options{MaxQueue: 1 << 20, Log: j.log})
	p := dialRaw(t, r.Endpoint())
	p.greet(greeting31, readyDealer, ourRouter)
	p.write("\x00\x01a")
	peer, _, err := r.Receive(soon(t))
	check(t, err)
	for range 1000 {
		if err = r.Send(peer, Message{make([]byte, 100<<10)}); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrFull) {
		t.Fatalf("the error is %v, want ErrFull", err)
	}
	eventually(t, "end of the peer", func() bool { return errors.Is(r.Send(peer, message("a")), ErrNoPeer) })
	j.expect(t, ErrFull.Error())
}
