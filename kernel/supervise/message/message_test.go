package message

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The signature is HMAC-SHA256 over the four parts; this one was computed with Python's hmac module, as jupyter_client does:
//
//	hmac.new(b"secret", b'{"msg_id":"1","msg_type":"t"}' + b"{}" + b"{}" + b'{"a":1}', "sha256").hexdigest()
const signature = "7ca9ac7f2cc97ad7dd6e17b70113a0bb89ccee10e87c9cb0dcd0f10e6022226d"

func frames(signature, header string) [][]byte {
	return [][]byte{[]byte("peer"), []byte("<IDS|MSG>"), []byte(signature), []byte(header), []byte("{}"), []byte("{}"), []byte(`{"a":1}`), []byte("buffer")}
}

func TestRead(t *testing.T) {
	ids, m, err := NewSession("secret", "").Read(frames(signature, `{"msg_id":"1","msg_type":"t"}`))
	if err != nil {
		t.Fatal(err)
	}
	var content struct{ A int }
	if err := m.Decode(&content); err != nil || content.A != 1 {
		t.Errorf("the content is %+v (%v), want 1", content, err)
	}
	if string(ids[0]) != "peer" || m.Header.ID != "1" || m.Header.Type != "t" || string(m.Buffers[0]) != "buffer" {
		t.Errorf("read %q, %+v, %q", ids, m.Header, m.Buffers)
	}
}

func TestReadRefuses(t *testing.T) {
	good := `{"msg_id":"1","msg_type":"t"}`
	unsigned := func(parts ...string) [][]byte {
		list := [][]byte{delimiter, nil}
		for _, p := range parts {
			list = append(list, []byte(p))
		}
		return list
	}
	tests := []struct {
		name, key string
		frames    [][]byte
		want      string
	}{
		{"no frames", "", nil, "at least 5 must"},
		{"no delimiter", "", [][]byte{[]byte("a"), []byte("b")}, "at least 5 must"},
		{"the delimiter alone", "", [][]byte{delimiter}, "at least 5 must"},
		{"too few parts", "", unsigned("{}", "{}", "{}"), "at least 5 must"},
		{"another key", "other", frames(signature, good), "signature is wrong"},
		{"no signature", "secret", frames("", good), "signature is wrong"},
		{"changed", "secret", frames(signature, `{"msg_id":"2","msg_type":"t"}`), "signature is wrong"},
		{"a header that is no JSON", "", unsigned("{", "{}", "{}", "{}"), "its header is"},
		{"a header that is a list", "", unsigned("[]", "{}", "{}", "{}"), "its header is"},
		{"a header of other types", "", unsigned(`{"msg_id":1}`, "{}", "{}", "{}"), "its header cannot be read"},
		{"a header without a type", "", unsigned(`{"msg_id":"1"}`, "{}", "{}", "{}"), "no msg_id or no msg_type"},
		{"a content that is null", "", unsigned(good, "{}", "{}", "null"), "its content is"},
		{"a parent that is a string", "", unsigned(good, `"x"`, "{}", "{}"), "its parent header is"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := NewSession(test.key, "").Read(test.frames)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Read gave the error %v, want %q in it", err, test.want)
			}
		})
	}
}

func TestReplayIsRefused(t *testing.T) {
	s := NewSession("secret", "")
	if _, _, err := s.Read(frames(signature, `{"msg_id":"1","msg_type":"t"}`)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, _, err := s.Read(frames(signature, `{"msg_id":"1","msg_type":"t"}`)); !errors.Is(err, ErrReplay) {
			t.Errorf("the second time gave %v, want ErrReplay", err)
		}
	}
}

func TestWhatIsRememberedIsBounded(t *testing.T) {
	var s seen
	sign := func(i int) []byte { return fmt.Appendf(nil, "%032x%032x", i, i) }
	for i := range 2 * remembered {
		if !s.add(sign(i)) {
			t.Fatalf("signature %d passes for an old one", i)
		}
	}
	if len(s.known) != remembered || len(s.oldest) != remembered {
		t.Errorf("%d and %d signatures are kept, want %d", len(s.known), len(s.oldest), remembered)
	}
	if s.add(sign(2*remembered - 1)) {
		t.Error("the newest signature is forgotten")
	}
	if !s.add(sign(0)) {
		t.Error("the oldest signature is still known")
	}
}

// What one session writes another one of the same key reads, with the parent as the bytes that it was.
func TestFramesAreRead(t *testing.T) {
	for _, key := range []string{"secret", ""} {
		ours, theirs := NewSession(key, "learner"), NewSession(key, "")
		parent := json.RawMessage(`{ "msg_id":"x",  "odd":1.0e0 }`)
		m := ours.New("stream", parent, map[string]string{"name": "stdout", "text": "é<b>"})
		m.Buffers = [][]byte{{0, 255}}
		ids, back, err := theirs.Read(append([][]byte{[]byte("topic")}, ours.Frames(m)...))
		if err != nil {
			t.Fatal(err)
		}
		if string(ids[0]) != "topic" || !bytes.Equal(back.Parent, parent) || back.Header != m.Header || !bytes.Equal(back.Content, m.Content) ||
			!bytes.Equal(back.Buffers[0], m.Buffers[0]) {
			t.Errorf("with key %q came back %+v, want %+v", key, back, m)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<IDS|MSG>\n\n{\"msg_id\":\"1\",\"msg_type\":\"t\"}\n{}\n{}\n{}"))
	f.Add([]byte("id\n<IDS|MSG>\n\n{}\n[]\nnull\n"))
	f.Add([]byte("<IDS|MSG>\n<IDS|MSG>\n\xff\n{}\n{}\n{}\nbuffer"))
	f.Fuzz(func(t *testing.T, text []byte) {
		session := NewSession("", "")
		ids, m, err := session.Read(bytes.Split(text, []byte("\n")))
		if err != nil {
			return
		}
		_, again, err := session.Read(append(ids, session.Frames(m)...))
		if err != nil || again.Header != m.Header || !bytes.Equal(again.Content, m.Content) {
			t.Errorf("%q was read, written, and gave %+v, %v", text, again, err)
		}
	})
}

func FuzzSignature(f *testing.F) {
	f.Add([]byte(signature), []byte("{}"))
	f.Add([]byte(""), []byte(""))
	f.Fuzz(func(t *testing.T, sum, part []byte) {
		s := signer{key: []byte("secret")}
		parts := [][]byte{part, {}, {}, {}}
		right := s.sign(parts)
		if s.fits(sum, parts) != bytes.Equal(sum, right) || !s.fits(right, parts) {
			t.Errorf("signature %q of %q: %t", sum, part, s.fits(sum, parts))
		}
	})
}

func BenchmarkMessage(b *testing.B) {
	ours, theirs := NewSession("secret", ""), NewSession("secret", "")
	for b.Loop() {
		m := ours.New("stream", nil, map[string]string{"name": "stdout", "text": "line\n"})
		if _, _, err := theirs.Read(ours.Frames(m)); err != nil {
			b.Fatal(err)
		}
	}
}
