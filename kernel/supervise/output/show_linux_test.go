package output

import (
	"fmt"
	"strings"
	"testing"
)

// TestShowInACrowd would fail if a figure were one large write: Linux lets others in while the pipe is full. On macOS a frame can be torn
// as well, and makes a note.
func TestShowInACrowd(t *testing.T) {
	text, shown := "", map[string]int{}
	for _, e := range run(t, "crowd") {
		text += e.Text
		switch {
		case e.Note != "":
			t.Error(e.Note)
		case e.Display != nil:
			who, rest, _ := strings.Cut(string(e.Display.Data["text/html"]), ": ")
			which := 0
			fmt.Sscan(rest, &which)
			if shown[who] != which {
				t.Errorf("%s: %d came, want %d", who, which, shown[who])
			}
			shown[who]++
		}
	}
	if n := strings.Count(text, noise); n != 20_000 || len(shown) != 4 {
		t.Errorf("%d lines of the child and displays of %v came, want 20000 and of 4", n, shown)
	}
	for who, n := range shown {
		if n != turns {
			t.Errorf("%s: %d displays, want %d", who, n, turns)
		}
	}
}
