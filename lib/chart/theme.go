package chart

import (
	"fmt"
	"image/color"
	"math"
	"strings"
)

// A paint is a colour with two faces, one on light paper and one on dark. As a color.Color it is
// its light face, so that a plot made with it also works on gonum's own canvases.
type paint struct {
	name        string // of its CSS class and custom property
	light, dark rgb
	opacity     float64
}

type rgb struct{ r, g, b uint8 }

// The paints of the theme: hues by Okabe and Ito, lighter on dark paper.
var (
	paper  = solid("paper", rgb{255, 255, 255}, rgb{17, 20, 24})
	ink    = solid("ink", rgb{31, 41, 51}, rgb{228, 231, 235})
	soft   = solid("soft", rgb{97, 110, 124}, rgb{154, 165, 177})
	grid   = solid("grid", rgb{228, 231, 235}, rgb{50, 63, 75})
	base   = solid("base", rgb{138, 149, 161}, rgb{123, 135, 148}) // the baseline and its control
	worse  = solid("worse", rgb{213, 94, 0}, rgb{255, 143, 87})
	run    = solid("run", rgb{0, 114, 178}, rgb{86, 180, 233})
	wait   = solid("wait", rgb{169, 211, 238}, rgb{35, 80, 107})
	queue  = solid("queue", rgb{217, 221, 226}, rgb{58, 68, 80})
	good   = solid("good", rgb{0, 122, 90}, rgb{60, 207, 160}) // a recommendation
	either = solid("either", rgb{86, 154, 200}, rgb{60, 130, 172})
	held   = solid("held", rgb{170, 68, 153}, rgb{221, 136, 207})
	retry  = solid("retry", rgb{230, 159, 0}, rgb{240, 186, 70})
	fault  = solid("error", rgb{194, 47, 26}, rgb{255, 107, 87})
	hues   = []paint{
		solid("c1", rgb{0, 114, 178}, rgb{86, 180, 233}),
		solid("c2", rgb{0, 148, 108}, rgb{60, 207, 160}),
		solid("c3", rgb{170, 68, 153}, rgb{221, 136, 207}),
		solid("c4", rgb{213, 94, 0}, rgb{255, 143, 87}),
		solid("c5", rgb{160, 116, 0}, rgb{232, 194, 74}),
	}
)

func solid(name string, light, dark rgb) paint { return paint{name, light, dark, 1} }

// Hue returns the i-th colour for what is compared, counted from 0, for the lines and bars of a
// plot of your own. It follows the theme, and comes again after the fifth.
func Hue(i int) color.Color {
	n := len(hues)
	return hues[(i%n+n)%n]
}

// RGBA implements color.Color.
func (p paint) RGBA() (r, g, b, a uint32) {
	return color.NRGBA{p.light.r, p.light.g, p.light.b, uint8(math.Round(255 * p.opacity))}.RGBA()
}

// faint is the same hue, translucent.
func (p paint) faint() paint {
	p.opacity = 0.45
	return p
}

// pale is the same hue as an area behind others.
func (p paint) pale() paint {
	p.opacity = 0.18
	return p
}

// themed finds the paint of any colour. Greys are steps between ink and paper and turn around with
// the theme, so that black is ink and white is paper. A coloured line or text becomes lighter on
// dark paper until it is readable; a coloured area stays as it is, because it may be a scale.
func themed(c color.Color, area bool) paint {
	if p, ok := c.(paint); ok {
		return p
	}
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	light, opacity := rgb{n.R, n.G, n.B}, float64(n.A)/255
	dark := light
	switch {
	case n.R == n.G && n.G == n.B:
		step := float64(n.R) / 255
		light, dark = mix(ink.light, paper.light, step), mix(ink.dark, paper.dark, step)
	case !area:
		dark = readable(light, paper.dark)
	}
	return paint{fmt.Sprintf("x%s%s", light.hex(), dark.hex()), light, dark, opacity}
}

// readable mixes white into c until it has the contrast of 3 that WCAG asks of graphics.
func readable(c, behind rgb) rgb {
	for step := 0.0; step < 1; step += 0.05 {
		if m := mix(c, rgb{255, 255, 255}, step); contrast(m, behind) >= 3 {
			return m
		}
	}
	return rgb{255, 255, 255}
}

// mix is a at 0 and b at 1.
func mix(a, b rgb, step float64) rgb {
	m := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + step*(float64(y)-float64(x)))) }
	return rgb{m(a.r, b.r), m(a.g, b.g), m(a.b, b.b)}
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

func (c rgb) hex() string { return fmt.Sprintf("%02x%02x%02x", c.r, c.g, c.b) }

// rules is what does not depend on the paints. Its size of text is textSize.
const rules = `path{fill:currentColor}.l{fill:none;stroke:currentColor;stroke-linejoin:round}
text{fill:currentColor;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;white-space:pre}
.b{font-weight:600}.m{text-anchor:middle}.e{text-anchor:end}`

// styleSheet defines each paint once for light and once for dark. Print is light.
func styleSheet(paints []paint) string {
	var light, dark, classes strings.Builder
	for _, p := range paints {
		fmt.Fprintf(&light, "--%s:#%s;", p.name, p.light.hex())
		fmt.Fprintf(&dark, "--%s:#%s;", p.name, p.dark.hex())
		fmt.Fprintf(&classes, ".%[1]s{color:var(--%[1]s)}", p.name)
	}
	return fmt.Sprintf(":root{%s}\n@media screen and (prefers-color-scheme:dark){:root{%s}}\n%s\n%s",
		light.String(), dark.String(), classes.String(), rules)
}
