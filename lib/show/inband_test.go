package show

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"regexp"
	"strings"
	"testing"
)

// writes records each Write apart.
type writes [][]byte

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, bytes.Clone(p))
	return len(p), nil
}

var frame = regexp.MustCompile(`^\x1b\]7777;([0-9a-f]{16};(\d+);(\d+);)([0-9a-f]{8});([A-Za-z0-9+/]*)\a$`)

// join checks the frames of one piece and returns its JSON.
func join(t *testing.T, all writes) []byte {
	t.Helper()
	var message []byte
	for i, w := range all {
		m := frame.FindSubmatch(w)
		if m == nil {
			t.Fatalf("write %d is not a frame: %.80q", i, w)
		}
		if len(w) > frameSize {
			t.Errorf("write %d has %d bytes: a pipe takes %d as a whole", i, len(w), frameSize)
		}
		if got, want := fmt.Sprintf("%s;%s", m[2], m[3]), fmt.Sprintf("%d;%d", i+1, len(all)); got != want {
			t.Errorf("write %d is part %s, want %s", i, got, want)
		}
		if sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(string(m[1])+string(m[5])))); sum != string(m[4]) {
			t.Errorf("write %d has the sum %s, want %s", i, m[4], sum)
		}
		part, err := base64.RawStdEncoding.DecodeString(string(m[5]))
		if err != nil {
			t.Errorf("write %d: %v", i, err)
		}
		message = append(message, part...)
	}
	return message
}

func TestInBandFrames(t *testing.T) {
	for _, size := range []int{0, 1, partSize - 100, partSize, 300_000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			var w writes
			markup := strings.Repeat("é\a\x1b", size/4)
			(&inBand{out: &w}).show(piece{Type: display, Data: withHTML(markup, "text")})
			var got piece
			if err := json.Unmarshal(join(t, w), &got); err != nil {
				t.Fatal(err)
			}
			if got.Data["text/html"] != markup || got.Data[plain] != "text" || got.Type != display {
				t.Errorf("a piece of %d bytes came back as %.200v", len(markup), got)
			}
		})
	}
}

func TestInBandHeadFits(t *testing.T) {
	const most = 20_000_000 / partSize // parts of the largest piece that the kernel takes
	head := fmt.Sprintf("%s;%d;%d;", newID(), most, most)
	if got := len(appendFrame(nil, head, make([]byte, partSize))); got > frameSize {
		t.Errorf("a full frame has %d bytes, want at most %d", got, frameSize)
	}
}

func TestInBandStopsWhenNobodyReads(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	(&inBand{out: w}).show(piece{Type: display, Data: withHTML(strings.Repeat("x", 1e6), "")}) // returns, whatever becomes of it
}

func TestLiveIsShownThenUpdated(t *testing.T) {
	live := NewLive()
	first, second := live.next("<b>1</b>", "1"), live.next("<b>2</b>", "2")
	if first.Type != display || second.Type != update || first.ID == "" || first.ID != second.ID {
		t.Errorf("first %+v, second %+v: want a display, then an update of it", first, second)
	}
	if other := NewLive().next("", ""); other.ID == first.ID {
		t.Error("two live pieces have the same id")
	}
}
