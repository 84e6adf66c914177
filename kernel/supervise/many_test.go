//go:build linux

package supervise_test

import (
	"fmt"
	"strings"
	"testing"

	"threadboost/kernel/supervise/kerneltest"
)

// settling is how much the heaps still grow (bytes) after the cells that went ahead: they settle within some 400 cells, and a few cells can
// only tell a leak of whole outputs or whole children.
func settling(ahead int) float64 {
	if ahead < 100 {
		return 16e6
	}
	return 2e6
}

// TestManyCells: a kernel that runs cell after cell holds no more memory, handles and files than before. Half as many cells as are counted
// go ahead.
func TestManyCells(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	kinds := []string{
		"%%\nfmt.Println(%d)", "x%d := 1", "%%\npanic(%d)", "!echo %d", "%%\nx := %d", "%%\nos.Exit(%d %% 100)", "%%\nfmt.Fprintln(os.Stderr, %d)",
	}
	n := 0
	run := func(cells int) (use kerneltest.Use) { // and what is held then: the least of some looks, between two collections of garbage
		for i := range cells {
			execute(t, c, fmt.Sprintf(strings.ReplaceAll(kinds[n%len(kinds)], "%%\n", "%%%%\n"), n))
			n++
			if now := k.Use(); i >= cells-len(kinds) && (use.Memory == nil || now.Total() < use.Total()) {
				use = now
			}
		}
		return use
	}
	ahead := max(len(kinds), *cells/2)
	before := run(ahead)
	after := run(*cells)
	is, was := float64(after.Total()), float64(before.Total())
	t.Logf("after %d more cells: memory %.1f MB, was %.1f MB, %+.1f %%; %d handles, were %d; %d files, were %d", *cells,
		is/1e6, was/1e6, 100*(is/was-1), after.Handles, before.Handles, after.Files, before.Files)
	if is > 1.05*was+settling(ahead) {
		t.Errorf("memory grew from %v to %v", before.Memory, after.Memory)
	}
	if after.Handles > before.Handles+5 || after.Files > before.Files+6 {
		t.Errorf("%d handles and %d files became %d and %d", before.Handles, before.Files, after.Handles, after.Files)
	}
}
