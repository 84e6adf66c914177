package output

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

var one = encode(id1, jsonOf("display_data", "", "one"), 20)

var streams = []struct{ name, stream, want string }{
	{"nothing", "", ""},
	{"text", "hello\n", `text "hello\n"`},
	{"runes of 2, 3 and 4 bytes", "é€😀\n", `text "é€😀\n"`},
	{"a rune without its end", "a\xe2\x82", `text "a��"`},
	{"bytes that are not UTF-8", "a\xff\xfe\xe2\x28b", `text "a���(b"`},
	{"half a rune before a display", "\xe2" + one + "\x82\xac", lines(`text "�"`, `display_data  "one"`, `text "��"`)},
	{"colours of others", "\x1b[31mred\x1b[0m \x1b]0;title\a\x1b", `text "\x1b[31mred\x1b[0m \x1b]0;title\a\x1b"`},
	{"in order", "a\n" + one + "b\n" + one, lines(`text "a\n"`, `display_data  "one"`, `text "b\n"`, `display_data  "one"`)},
	{"in one frame", encode(id1, jsonOf("display_data", "", "é"), 3000), `display_data  "é"`},
	{"every type", encode(id1, jsonOf("update_display_data", "x", "u"), 3000) + encode(id1, jsonOf("clear_output", "", ""), 3000) +
		encode(id1, jsonOf("execute_result", "", "r"), 3000) + encode(id1, jsonOf("page", "", "p"), 3000),
		lines(`update_display_data x "u"`, `clear_output  ""`, `execute_result  "r"`, `page  "p"`)},
	{"text between the parts", strings.Replace(one, "\a", "\amid\n", 1), lines(`text "mid\n"`, `display_data  "one"`)},
	{"two processes", mix(encode(id1, jsonOf("display_data", "", "one"), 30), encode(id2, jsonOf("display_data", "", "two"), 30)),
		lines(`display_data  "one"`, `display_data  "two"`)},
	{"the begin of a frame at the end", "a\x1b]77", `text "a\x1b]77"`},
	{"a frame that is cut off", "a" + one[:40], lines(`text "a"`, "note "+cutOff)},
	{"a display that is cut off", one[:strings.Index(one, "\a")+1], "note " + cutOff},
	{"torn by other output", one[:30] + "\noops\n" + one, lines("note "+broken, `text "\noops\n"`, `display_data  "one"`)},
	{"a frame in a frame", one[:40] + one, lines("note "+broken, `display_data  "one"`)},
	{"a changed byte", strings.Replace(one, ";1;", ";2;", 1), lines("note "+broken, "note "+broken)},
	{"a part that is missing", one[strings.Index(one, "\a")+1:], "note " + broken},
	{"a part too often", one[:strings.Index(one, "\a")+1] + one, "note " + broken},
	{"not our form", "\x1b]7777;hello\a", "note " + broken},
	{"a frame that is too long", prefix + strings.Repeat("x", frameSize), lines("note "+broken, `text "xxxxxxx"`)},
	{"no JSON", encode(id1, "{", 3000), "note " + unknown},
	{"no type that is known", encode(id1, jsonOf("status", "", ""), 3000), "note " + unknown},
	{"JSON that is not UTF-8", encode(id1, "{\"type\":\"display_data\",\"data\":{\"a\":\"\xff\"}}", 3000), "note " + unknown},
	{"JSON that is null", encode(id1, "null", 3000), "note " + unknown},
}

func TestDecoder(t *testing.T) {
	for _, s := range streams {
		t.Run(s.name, func(t *testing.T) {
			for _, size := range []int{1, 2, 3, 7, 64, 1 << 20} {
				if got := feed(s.stream, size); got != s.want {
					t.Fatalf("in chunks of %d:\n%s\nwant\n%s", size, got, s.want)
				}
			}
		})
	}
}

// mix puts the frames of two messages alternately.
func mix(a, b string) string {
	var mixed strings.Builder
	as, bs := strings.SplitAfter(a, "\a"), strings.SplitAfter(b, "\a")
	for i := range as {
		mixed.WriteString(as[i] + bs[i])
	}
	return mixed.String()
}

func TestDecoderForgetsWhatIsTooLarge(t *testing.T) {
	var d Decoder
	stream := []byte(encode(id1, strings.Repeat("x", maxMessage+100_000), 3000))
	last := bytes.LastIndexByte(stream[:len(stream)-1], '\a') + 1
	var events []Event
	for chunk := range slicesOf(stream[:last], 32<<10) {
		events = append(events, d.Feed(chunk)...)
	}
	if d.messages.size != 0 || len(d.messages.open) != 1 || d.messages.open[0].joined != nil {
		t.Errorf("%d bytes are kept of a display that is left out", d.messages.size)
	}
	events = append(events, d.Feed(stream[last:])...)
	check(t, script(append(events, d.Close()...)), "note "+tooLarge)
}

func TestDecoderForgetsTheOldest(t *testing.T) {
	var stream strings.Builder
	for i := range maxOpen + 5 {
		first, _, _ := strings.Cut(encode(fmt.Sprintf("%016x", i), "two parts", 5), "\a")
		stream.WriteString(first + "\a")
	}
	want := strings.Repeat("note "+tooMany+"\n", 5) + strings.Repeat("note "+cutOff+"\n", maxOpen)
	check(t, feed(stream.String(), 1000)+"\n", want)
}

func slicesOf(data []byte, size int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(data) > 0 {
			n := min(size, len(data))
			if !yield(data[:n]) {
				return
			}
			data = data[n:]
		}
	}
}

// FuzzDecoder cuts a stream in two ways, the second at random, and wants the same events.
func FuzzDecoder(f *testing.F) {
	for _, s := range streams {
		f.Add([]byte(s.stream), uint64(len(s.stream)*7919))
	}
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		whole := feed(string(stream), len(stream)+1)
		var d Decoder
		var events []Event
		for rest := stream; len(rest) > 0; {
			seed = seed*6364136223846793005 + 1442695040888963407
			n := min(len(rest), int(seed>>60)*int(seed>>60)*2+1)
			events = append(events, d.Feed(rest[:n])...)
			rest = rest[n:]
		}
		check(t, script(append(events, d.Close()...)), whole)
	})
}

func BenchmarkDecoder(b *testing.B) {
	text := []byte(strings.Repeat("Pool(8) took 12.3 ms for 100 units, as fast as ever\n", 20_000))
	figures := []byte(strings.Repeat(encode(id1, jsonOf("display_data", "", strings.Repeat("x", 100_000)), 3000), 10))
	for _, c := range []struct {
		name   string
		stream []byte
	}{{"text", text}, {"figures", figures}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.stream)))
			for b.Loop() {
				var d Decoder
				for chunk := range slicesOf(c.stream, 32<<10) {
					d.Feed(chunk)
				}
				d.Close()
			}
		})
	}
}
