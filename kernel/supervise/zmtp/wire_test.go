package zmtp

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

func TestGreeting(t *testing.T) {
	if got := string(newGreeting()); got != greeting31 {
		t.Errorf("our greeting is %q, want %q", got, greeting31)
	}
	for _, c := range []struct {
		name, bytes, want string
		minor             byte
	}{
		{"3.0", greeting30, "", 0},
		{"3.1", greeting31, "", 1},
		{"the padding means nothing", "\xff12345678\x7f" + greeting31[10:], "", 1},
		{"a newer minor version", greeting31[:11] + "\x07" + greeting31[12:], "", 7},
		{"a newer major version", greeting31[:10] + "\x04\x00" + greeting31[12:], "", 1},
		{"an HTTP request", "GET / HTTP/1.1\r\n", "the first byte is 0x47", 0},
		{"ZMTP 1.0", "\x01\x00", "the first byte is 0x01", 0},
		{"ZMTP 2.0", "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x01\x05", "want the signature of ZMTP 3", 0},
		{"another signature", "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7e\x03\x05", "want the signature of ZMTP 3", 0},
		{"CURVE", greeting31[:12] + "CURVE" + greeting31[17:], `the security mechanism is "CURVE"`, 0},
		{"nothing", "", "EOF", 0},
		{"a part of it", greeting31[:5], "unexpected EOF", 0},
		{"all but one byte", greeting31[:63], "unexpected EOF", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			minor, err := readGreeting(strings.NewReader(c.bytes))
			if c.want == "" && (err != nil || minor != c.minor) {
				t.Errorf("got minor version %d and %v, want %d", minor, err, c.minor)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestMessagesOnTheWire(t *testing.T) {
	long := strings.Repeat("x", 256)
	for _, c := range []struct {
		name, bytes string
		want        Message
	}{
		{"one frame", "\x00\x05hello", message("hello")},
		{"an empty frame", "\x00\x00", message("")},
		{"the envelope of a REQ", "\x01\x00\x00\x04ping", message("", "ping")},
		{"the longest short frame", "\x00\xff" + long[:255], message(long[:255])},
		{"the shortest long frame", "\x03\x00\x00\x00\x00\x00\x00\x01\x00" + long + "\x00\x01z", message(long, "z")},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			w := newWriter(&out)
			check(t, w.add(entry{c.want, 0}))
			check(t, w.flush())
			if out.String() != c.bytes {
				t.Errorf("written as %q, want %q", out.String(), c.bytes)
			}
			got, err := newReader(strings.NewReader(c.bytes), Options{}.withDefaults()).message(ignore)
			check(t, err)
			expect(t, got, c.want)
		})
	}
}

func TestMessagesThatAreNone(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"a clean end", "", "EOF"},
		{"an end in the header", "\x00", "unexpected EOF"},
		{"an end in the size", "\x02\x00\x00", "unexpected EOF"},
		{"an end in the body", "\x00\x05hell", "unexpected EOF"},
		{"an end before the body", "\x00\x05", "unexpected EOF"},
		{"an end between frames", "\x01\x00", "unexpected EOF"},
		{"a reserved flag", "\x08\x00", "the flags 0x08"},
		{"a command with more to come", "\x05\x00", "the flags 0x05"},
		{"a huge size", "\x02\x40\x00\x00\x00\x00\x00\x00\x00", "a frame of 4611686018427387904 bytes"},
		{"a size over 63 bits", "\x02\xff\xff\xff\xff\xff\xff\xff\xff", "a frame of 18446744073709551615 bytes"},
		{"together too long", "\x01\x3c" + strings.Repeat("x", 60) + "\x00\x32", "a frame of 50 bytes, and 40 more are allowed"},
		{"too many frames", strings.Repeat("\x01\x00", 5), "more than 4 frames"},
		{"a huge command", "\x06\x00\x00\x00\x00\x00\x01\x00\x01", "a frame of 65537 bytes"},
		{"a command without a name", "\x04\x00", "has no name"},
		{"a command with half a name", "\x04\x02\x05R", "has no name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{MaxMessage: 100, MaxFrames: 4}.withDefaults()
			m, err := newReader(strings.NewReader(c.bytes), o).message(ignore)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q and the error %v, want one with %q", m, err, c.want)
			}
			if c.want == "EOF" && err != io.EOF {
				t.Errorf("the error is %v, want io.EOF itself", err)
			}
		})
	}
}

func TestCommandsBetweenFrames(t *testing.T) {
	var names []string
	r := newReader(strings.NewReader("\x01\x01a"+"\x04\x07\x04PING\x00\x00"+"\x00\x01b"), Options{}.withDefaults())
	m, err := r.message(func(name string, data []byte) error {
		names = append(names, name+string(data))
		return nil
	})
	check(t, err)
	expect(t, m, message("a", "b"))
	if len(names) != 1 || names[0] != "PING\x00\x00" {
		t.Errorf("the commands are %q, want one PING", names)
	}
}

func TestProperties(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       properties
		err        string
	}{
		{"none", "", properties{}, ""},
		{"both", "\x0bSocket-Type\x00\x00\x00\x03REQ\x08Identity\x00\x00\x00\x01a", properties{"REQ", "a"}, ""},
		{"names in any case, unknown ones", "\x0bSOCKET-type\x00\x00\x00\x03SUB\x03X-y\x00\x00\x00\x00\x08identity\x00\x00\x00\x00", properties{"SUB", ""}, ""},
		{"no name", "\x00\x00\x00\x00\x00", properties{}, "cut short"},
		{"half a name", "\x0bSocket", properties{}, "cut short"},
		{"half a size", "\x01a\x00\x00", properties{}, "cut short"},
		{"half a value", "\x01a\x00\x00\x00\x02b", properties{}, "cut short"},
		{"a huge value", "\x01a\xff\xff\xff\xffb", properties{}, "cut short"},
		{"a long identity", "\x08Identity\x00\x00\x01\x00" + strings.Repeat("i", 256), properties{}, "identity of 256 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parseProperties([]byte(c.data))
			if c.err == "" && (err != nil || got != c.want) {
				t.Errorf("got %+v and %v, want %+v", got, err, c.want)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("the error is %v, want one with %q", err, c.err)
			}
		})
	}
}

func TestRefusal(t *testing.T) {
	if got, want := string(refusal("no")), "\x05ERROR\x02no"; got != want {
		t.Errorf("the command is %q, want %q", got, want)
	}
	for data, want := range map[string]string{
		"\x02no":  `the peer refused us: "no"`,
		"":        "the peer refused us without a reason",
		"\x05no":  "the peer refused us without a reason",
		"\x01yes": `the peer refused us: "y"`,
	} {
		if err := refused([]byte(data)); err.Error() != want || !errors.Is(err, errRefused) {
			t.Errorf("the error for %q is %q, want %q", data, err, want)
		}
	}
}

// zeros gives so many bytes and then waits, as a peer may that announced more.
type zeros struct {
	left int
	then func()
}

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		z.then()
		return 0, io.ErrUnexpectedEOF
	}
	n := min(len(p), z.left)
	z.left -= n
	return n, nil
}

func TestAnAnnouncementCostsNoMemory(t *testing.T) {
	const sent = 1 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readBody(&zeros{sent, func() { runtime.ReadMemStats(&after) }}, 1<<40)
	if err == nil {
		t.Fatal("a body that is cut short was read")
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 8*sent {
		t.Errorf("%d bytes were allocated for a frame of which %d have come", got, sent)
	}
}

func TestEndpoints(t *testing.T) {
	for _, c := range []struct{ endpoint, network, address, err string }{
		{"tcp://127.0.0.1:0", "tcp", "127.0.0.1:0", ""},
		{"tcp://*:5555", "tcp", ":5555", ""},
		{"tcp://::1:5555", "tcp", "[::1]:5555", ""},
		{"tcp://[::1]:5555", "tcp", "[::1]:5555", ""},
		{"ipc:///run/kernel-1", "unix", "/run/kernel-1", ""},
		{"ipc://" + strings.Repeat("p", maxPath), "unix", strings.Repeat("p", maxPath), ""},
		{"ipc://" + strings.Repeat("p", maxPath+1), "", "", "use a shorter folder"},
		{"ipc://@name", "", "", "open to every user"},
		{"ipc://", "", "", "want tcp://HOST:PORT or ipc://PATH"},
		{"tcp://localhost", "", "", "want tcp://HOST:PORT or ipc://PATH"},
		{"inproc://a", "", "", "want tcp://HOST:PORT or ipc://PATH"},
		{"", "", "", "want tcp://HOST:PORT or ipc://PATH"},
	} {
		network, address, err := parseEndpoint(c.endpoint)
		if network != c.network || address != c.address || (err == nil) != (c.err == "") {
			t.Errorf("%q: got %s %s %v, want %s %s", c.endpoint, network, address, err, c.network, c.address)
		}
		if err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: the error is %v, want one with %q", c.endpoint, err, c.err)
		}
	}
}

func TestQueueLimits(t *testing.T) {
	one := entry{message("12345678"), 0}
	for _, c := range []struct {
		name string
		o    Options
		fits int
	}{
		{"bytes", Options{MaxQueue: 3 * one.size()}, 3},
		{"messages", Options{MaxQueued: 5}, 5},
		{"one that is over the limit", Options{MaxQueue: 1}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := newQueue(c.o.withDefaults())
			for range c.fits {
				check(t, q.put(one))
			}
			if err := q.put(one); !errors.Is(err, ErrFull) {
				t.Errorf("number %d: the error is %v, want ErrFull", c.fits+1, err)
			}
			batch := q.take(make([]entry, 0, 1))
			if err := q.put(one); !errors.Is(err, ErrFull) {
				t.Errorf("while one is written: the error is %v, want ErrFull", err)
			}
			q.written(batch)
			check(t, q.put(one))
		})
	}
}

func TestTakeLimitsABatch(t *testing.T) {
	q := newQueue(Options{}.withDefaults())
	for range 5 {
		check(t, q.put(entry{Message{make([]byte, batchBytes/2)}, 0}))
	}
	for _, want := range []int{2, 2, 1} {
		if got := len(q.take(make([]entry, 0, batchEntries))); got != want {
			t.Errorf("a batch of %d, want %d", got, want)
		}
	}
}
