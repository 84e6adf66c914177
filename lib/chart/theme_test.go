package chart

import (
	"image/color"
	"testing"
)

func TestContrast(t *testing.T) {
	for _, c := range []struct {
		paint
		least float64 // 4.5 for text, 3 for what is drawn, by WCAG 2.2
	}{
		{ink, 4.5}, {soft, 4.5}, {base, 3}, {worse, 3}, {run, 3}, {fault, 3}, {good, 4.5},
		{hues[0], 3}, {hues[1], 3}, {hues[2], 3}, {hues[3], 3}, {hues[4], 3},
	} {
		if got := contrast(c.light, paper.light); got < c.least {
			t.Errorf("%s has a contrast of %.2f on light paper, want %v", c.name, got, c.least)
		}
		if got := contrast(c.dark, paper.dark); got < c.least {
			t.Errorf("%s has a contrast of %.2f on dark paper, want %v", c.name, got, c.least)
		}
	}
	for _, behind := range []paint{wait, queue} {
		if l, d := contrast(run.light, behind.light), contrast(run.dark, behind.dark); l < 3 || d < 3 {
			t.Errorf("run beside %s has contrasts of %.2f and %.2f, want 3", behind.name, l, d)
		}
	}
	if got := contrast(rgb{}, rgb{255, 255, 255}); got != 21 {
		t.Errorf("black on white has %v, want 21 as WCAG defines it", got)
	}
}

func TestThemed(t *testing.T) {
	blue := color.NRGBA{0, 0, 160, 255}
	for _, c := range []struct {
		name        string
		color       color.Color
		area        bool
		light, dark rgb
		opacity     float64
	}{
		{"black is ink", color.Black, false, ink.light, ink.dark, 1},
		{"white is paper", color.White, true, paper.light, paper.dark, 1},
		{"a coloured area stays", blue, true, rgb{0, 0, 160}, rgb{0, 0, 160}, 1},
		{"a hue has its own faces", Hue(6), false, hues[1].light, hues[1].dark, 1},
		{"an index may be negative", Hue(-1), false, hues[4].light, hues[4].dark, 1},
		{"see-through", color.NRGBA{0, 0, 160, 51}, true, rgb{0, 0, 160}, rgb{0, 0, 160}, 0.2},
	} {
		if p := themed(c.color, c.area); p.light != c.light || p.dark != c.dark || p.opacity != c.opacity {
			t.Errorf("%s: got %v, want %v, %v and %v", c.name, p, c.light, c.dark, c.opacity)
		}
	}
	if p := themed(blue, false); p.light != (rgb{0, 0, 160}) || contrast(p.dark, paper.dark) < 3 {
		t.Errorf("a blue line is %v, want it as it is on light paper and readable on dark", p)
	}
}

func TestPaintIsAColor(t *testing.T) {
	got := color.NRGBAModel.Convert(Hue(0))
	if want := (color.NRGBA{0, 114, 178, 255}); got != want {
		t.Errorf("for other canvases the first hue is %v, want %v", got, want)
	}
}
