package chart

import (
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestEscape(t *testing.T) {
	for _, c := range []struct{ name, s, want string }{
		{"plain", "Pool(8)", "Pool(8)"},
		{"markup", `<a b="c">&'`, "&lt;a b=&quot;c&quot;&gt;&amp;&#39;"},
		{"line break and tab", "a\nb\tc", "a b c"},
		{"forbidden in XML", "a\x00\x1b\uffff", "a\ufffd\ufffd\ufffd"},
		{"invalid UTF-8", "a\xffb", "a\ufffdb"},
		{"turned around", "a\u202eb", "a\ufffdb"},
		{"other scripts", "Пул 並行 👩‍💻", "Пул 並行 👩‍💻"},
	} {
		if got := escape(c.s); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.s, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	f := sans(textSize)
	for _, c := range []struct {
		name, s string
		width   vg.Length
		want    string
	}{
		{"short enough", "Pool(8)", 100, "Pool(8)"},
		{"keeps both ends", "Pool{Workers: 128, Queue: 65536}", 120, "Pool{Worke…36}"},
		{"counts characters, not bytes", strings.Repeat("並", 30), 75, "並並並並…並"},
		{"no room at all", "Pool(8)", 1, "…"},
		{"empty", "", 100, ""},
	} {
		got := cut(c.s, f, c.width)
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	endless := cut(strings.Repeat("x", 1_000_000), f, 190)
	if w := widthOf(endless, f); w > 190 || !strings.Contains(endless, "…") {
		t.Errorf("an endless name becomes %q, %v wide", endless, w)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name  string
		parts []string
		want  []string
	}{
		{"nothing", nil, []string{""}},
		{"one line", []string{"aa", "", "bb"}, []string{"aa · bb"}},
		{"two lines", []string{"aaaaaaaa", "bbbbbbbb", "cc"}, []string{"aaaaaaaa", "bbbbbbbb · cc"}},
	} {
		if got := wrap(c.parts, " · ", sans(textSize), 100); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct{ names, want string }{
		{"A", "A"}, {"A B", "A and B"}, {"A B C", "A, B and C"}, {"A B C D E", "A and 4 others"},
	} {
		if got := list(strings.Fields(c.names)); got != c.want {
			t.Errorf("%s is listed as %q, want %q", c.names, got, c.want)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		name         string
		wanted, want []vg.Length
	}{
		{"room enough", []vg.Length{50, 10}, []vg.Length{50, 10}},
		{"the same place", []vg.Length{50, 50, 50}, []vg.Length{50, 70, 90}},
		{"at the top", []vg.Length{95, 100}, []vg.Length{80, 100}},
		{"at the bottom", []vg.Length{-5, 0}, []vg.Length{0, 20}},
		{"pushed through to the bottom", []vg.Length{0, 1, 100, 100, 100}, []vg.Length{0, 20, 60, 80, 100}},
		{"no room", []vg.Length{9, 9, 9, 9, 9, 9, 9}, []vg.Length{0, 20, 40, 60, 80, 100, 120}},
		{"nothing", nil, []vg.Length{}},
	} {
		if got := apart(c.wanted, 0, 100, 20); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		name      string
		ticks     func(low, high float64) []float64
		low, high float64
		want      []float64
	}{
		{"time", linearTicks, 0, 4.3e8, []float64{0, 1e8, 2e8, 3e8, 4e8}},
		{"a nanosecond", linearTicks, 0, 1, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{"close ratios", ratioTicks, 0.89, 1.11, []float64{0.9, 0.95, 1, 1.05, 1.1}},
		{"ratios", ratioTicks, 0.5, 16, []float64{0.5, 1, 2, 4, 8, 16}},
		{"large ratios", ratioTicks, 0.9, 1000, []float64{1, 4, 16, 64, 256}},
		{"huge ratios", ratioTicks, 0.01, 2e4, []float64{0.01, 0.1, 1, 10, 100, 1000, 10000}},
		{"latencies", decadeTicks, 4e6, 2.5e7, []float64{5e6, 1e7, 2e7}},
		{"wide latencies", decadeTicks, 1e3, 1e9, []float64{1e3, 1e6, 1e9}},
		{"close latencies", decadeTicks, 9e6, 1.1e7, []float64{9e6, 9.5e6, 1e7, 1.05e7, 1.1e7}},
	} {
		got := c.ticks(c.low, c.high)
		same := slices.EqualFunc(got, c.want, func(a, b float64) bool { return a == b || a > b*(1-1e-9) && a < b*(1+1e-9) })
		if !same {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
