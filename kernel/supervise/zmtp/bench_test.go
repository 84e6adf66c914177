package zmtp

import (
	"context"
	"fmt"
	"testing"
)

// go test -run XXX -bench . ./kernel/supervise/zmtp gives the costs that the package's doc names.

// A request of a Jupyter message's size and its reply.
func BenchmarkRoundTrip(b *testing.B) {
	for _, c := range []struct{ name, endpoint string }{{"tcp", "tcp://127.0.0.1:0"}, {"ipc", ipc(b)}} {
		b.Run(c.name, func(b *testing.B) {
			e, err := ListenEcho(c.endpoint, Options{})
			closing(b, e, err)
			d := testDealer(b, e.Endpoint(), "", Options{})
			m := message("<IDS|MSG>", string(make([]byte, 64)), string(make([]byte, 200)), string(make([]byte, 200)), "{}", string(make([]byte, 300)))
			b.ReportAllocs()
			for b.Loop() {
				check(b, d.Send(m))
				if _, err := d.Receive(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// 30 MB of output to one subscriber: in pieces as a kernel coalesces them, and line by line.
func BenchmarkPublish(b *testing.B) {
	const total = 30_000_000
	for _, size := range []int{64 << 10, 150} {
		b.Run(fmt.Sprintf("ipc/%dB", size), func(b *testing.B) {
			p := testPub(b, ipc(b), nil, Options{MaxQueued: total})
			s := testSub(b, p.Endpoint(), Options{}, "")
			check(b, p.Await(soon(b)))
			publish(b, p, size, total, func(messages int) {
				for range messages {
					if _, err := s.Receive(context.Background()); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
		b.Run(fmt.Sprintf("libzmq/%dB", size), func(b *testing.B) {
			p, z := testPub(b, "tcp://127.0.0.1:0", nil, Options{MaxQueued: total}), startLibzmq(b)
			z.connected("s", "SUB", p.Endpoint(), "SUBSCRIBE", "")
			check(b, p.Await(soon(b)))
			publish(b, p, size, total, func(messages int) { z.drain("s", messages) })
		})
	}
}

func publish(b *testing.B, p *Pub, size, total int, read func(messages int)) {
	text := make([]byte, size)
	messages := total / size
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			read(messages)
		}()
		for range messages {
			check(b, p.Send(Message{[]byte("stream"), text}))
		}
		<-done
	}
}
