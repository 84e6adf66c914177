package show

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

func TestTerminalShowsTheText(t *testing.T) {
	var stdout, stderr bytes.Buffer
	term := terminal{out: &stdout, progress: &stderr}
	term.show(piece{Type: display, Data: withHTML("<b>x</b>", "x")})
	if got := stdout.String(); got != "x\n" {
		t.Errorf("stdout = %q, want the text alone", got)
	}
}

func TestTerminalKeepsWhatItPrinted(t *testing.T) {
	var stdout bytes.Buffer
	terminal{out: &stdout}.show(piece{Type: clearAll})
	if got := stdout.String(); got != "" {
		t.Errorf("clear printed %q", got)
	}
}

func TestLiveEndsAsOneLine(t *testing.T) {
	for _, c := range []struct {
		name  string
		moves bool
		want  string
	}{
		{"a terminal overwrites the line", true, "10 of 20\r9 of 20 \rdone   \n"},
		{"a file gets the last state alone", false, "done\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stderr bytes.Buffer
			term, live := terminal{progress: &stderr, moves: c.moves}, NewLive()
			term.update(live, live.next("", "10 of 20"))
			term.update(live, live.next("", "9 of 20"))
			term.done(live, live.next("", "done"))
			if got := stderr.String(); got != c.want {
				t.Errorf("progress = %q, want %q", got, c.want)
			}
		})
	}
}

func TestImageElement(t *testing.T) {
	svg := []byte("<svg onload='alert(1)'/>")
	got := imageElement(svg, `"><script>alert(1)</script>`, ` data-run="r1"`)
	if strings.Contains(got, "<script") || strings.Contains(got, "onload") {
		t.Errorf("markup of the picture or its text got through: %s", got)
	}
	if !strings.Contains(got, `<img data-run="r1" `) {
		t.Errorf("the attributes are missing: %s", got)
	}
	_, rest, _ := strings.Cut(got, "base64,")
	data, _, _ := strings.Cut(rest, `"`)
	if back, err := base64.StdEncoding.DecodeString(data); err != nil || !bytes.Equal(back, svg) {
		t.Errorf("the picture came back as %q, %v", back, err)
	}
}
