package chart

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Sizes in pixels; textSize is also in the style sheet.
const (
	textSize  = 13
	titleSize = 16
)

// slack widens what Liberation Sans measures to what the widest common system font (DejaVu, Verdana) may need.
const slack = 1.17

// boldSlack is what a bold font may need on top of that.
const boldSlack = 1.06

func sans(size vg.Length) plotfont.Font {
	return plotfont.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

func bold(size vg.Length) plotfont.Font {
	f := sans(size)
	f.Weight = font.WeightBold
	return f
}

// A typesetter lays text out as gonum's plain handler does, and leaves the aligning of each line to
// the SVG, where the font that is really used is known.
type typesetter struct {
	text.Plain
	canvas *canvas
}

func newTypesetter(c *canvas) typesetter {
	return typesetter{text.Plain{Fonts: plot.DefaultTextHandler.Cache()}, c}
}

// Box is the box of a line, with slack.
func (t typesetter) Box(line string, f plotfont.Font) (width, height, depth vg.Length) {
	width, height, depth = t.Plain.Box(clean(line), f)
	return width * slack, height, depth
}

// Draw writes text so that pt is on the side or in the middle of it that the style asks for.
func (t typesetter) Draw(_ vg.Canvas, s string, sty text.Style, pt vg.Point) {
	c := t.canvas
	c.Push()
	defer c.Pop()
	c.Translate(pt)
	c.Rotate(sty.Rotation)
	c.SetColor(sty.Color)
	lines := t.Lines(s)
	last := sty.Height(s)*vg.Length(sty.YAlign) - t.Extents(sty.Font).Ascent
	for i, line := range lines {
		c.text(sty.Font, vg.Point{Y: last + vg.Length(len(lines)-i)*sty.Font.Size}, line, sty.XAlign)
	}
}

// widthOf is the width of one line with slack, in pixels when the font's size is.
func widthOf(s string, f plotfont.Font) vg.Length {
	width, _, _ := newTypesetter(nil).Box(s, f)
	return width
}

// cut shortens s to a width and keeps three quarters of its beginning and one of its end, because
// names may differ in both.
func cut(s string, f plotfont.Font, width vg.Length) string {
	runes := []rune(clean(s))
	if len(runes) <= measurable && widthOf(string(runes), f) <= width {
		return string(runes)
	}
	keeping := func(n int) string {
		tail := n / 4
		return string(runes[:n-tail]) + "…" + string(runes[len(runes)-tail:])
	}
	tooWide := sort.Search(min(len(runes), measurable), func(n int) bool { return widthOf(keeping(n), f) > width })
	return keeping(max(0, tooWide-1))
}

// measurable is how many characters of an endless name are worth measuring; no line holds more.
const measurable = 1000

// wrap puts parts, with sep between them, into lines of a width. A part that is wider is cut.
func wrap(parts []string, sep string, f plotfont.Font, width vg.Length) []string {
	var lines []string
	line := ""
	for _, part := range parts {
		part = cut(part, f, width)
		switch longer := line + sep + part; {
		case part == "":
		case line == "":
			line = part
		case widthOf(longer, f) <= width:
			line = longer
		default:
			lines, line = append(lines, line), part
		}
	}
	return append(lines, line)
}

// words are the words of a title. A number stays with its unit.
func words(s string) []string {
	var words []string
	for _, word := range strings.Fields(s) {
		last := len(words) - 1
		unit := slices.Contains([]string{"%", "ns", "µs", "ms", "s"}, strings.TrimRight(word, ",;:"))
		if last >= 0 && unit && strings.ContainsAny(words[last][len(words[last])-1:], "0123456789") {
			words[last] += " " + word
			continue
		}
		words = append(words, word)
	}
	return words
}

// clean replaces what XML forbids and what could hide or turn other text: invalid UTF-8, control
// characters, direction overrides. Line breaks and tabs become spaces.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Noncharacter_Code_Point):
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// escape makes any string the text of an XML element or attribute.
func escape(s string) string { return escaper.Replace(clean(s)) }

// tenths writes pixels to one decimal.
func tenths(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10+0, 'f', -1, 64) // +0 makes -0 a 0
}

// sincos is exact for quarter turns, so that turned axes keep their whole pixels.
func sincos(radians float64) (sin, cos float64) {
	sin, cos = math.Sincos(radians)
	return math.Round(sin*1e12) / 1e12, math.Round(cos*1e12) / 1e12
}
