package chart

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"

	"golang.org/x/image/font"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// A canvas is a vg.Canvas that writes SVG: absolute pixels instead of nested transforms, a class
// for each paint instead of fixed colours.
type canvas struct {
	body   bytes.Buffer
	stack  []state // never empty
	paints []paint // in the order of their first use
	known  map[string]bool
}

type state struct {
	matrix
	width  vg.Length
	dash   []vg.Length
	offset vg.Length
	color  color.Color
}

// newCanvas makes a canvas on which one unit of length is scale pixels.
func newCanvas(height, scale float64) *canvas {
	c := &canvas{stack: []state{{matrix: matrix{a: scale, d: -scale, f: height}}}, known: map[string]bool{}}
	vg.Initialize(c)
	return c
}

func (c *canvas) top() *state { return &c.stack[len(c.stack)-1] }

// The methods of vg.Canvas.

func (c *canvas) SetLineWidth(w vg.Length) { c.top().width = w }
func (c *canvas) SetLineDash(dash []vg.Length, offset vg.Length) {
	c.top().dash, c.top().offset = dash, offset
}
func (c *canvas) SetColor(clr color.Color) { c.top().color = clr }
func (c *canvas) Push()                    { c.stack = append(c.stack, *c.top()) }
func (c *canvas) Pop()                     { c.stack = c.stack[:len(c.stack)-1] }

func (c *canvas) Rotate(radians float64) {
	sin, cos := sincos(radians)
	c.transform(matrix{a: cos, b: sin, c: -sin, d: cos})
}

func (c *canvas) Translate(p vg.Point) {
	c.transform(matrix{a: 1, d: 1, e: float64(p.X), f: float64(p.Y)})
}

func (c *canvas) Scale(x, y float64) { c.transform(matrix{a: x, d: y}) }

func (c *canvas) transform(m matrix) { c.top().matrix = c.top().times(m) }

func (c *canvas) Fill(path vg.Path) {
	p := c.use(true)
	fmt.Fprintf(&c.body, `<path class="%s"%s d="%s"/>`+"\n", p.name, opacity(p), pathData(c.top().matrix, path))
}

func (c *canvas) Stroke(path vg.Path) {
	s := c.top()
	if s.width <= 0 {
		return
	}
	p := c.use(false)
	fmt.Fprintf(&c.body, `<path class="l %s"%s stroke-width="%s"%s d="%s"/>`+"\n",
		p.name, opacity(p), s.pixels(s.width), s.dashes(), pathData(s.matrix, path))
}

// FillString is for text that was laid out without our [typesetter]: it starts at pt, whatever its width will be.
func (c *canvas) FillString(face plotfont.Face, pt vg.Point, s string) {
	c.text(face.Font, pt, s, text.XLeft)
}

func (c *canvas) DrawImage(rect vg.Rectangle, img image.Image) {
	var data bytes.Buffer
	if err := png.Encode(&data, img); err != nil {
		panic(err) // an image that cannot be a PNG; Plot turns it into an error
	}
	s := c.top()
	x, y := s.apply(vg.Point{X: rect.Min.X, Y: rect.Max.Y})
	fmt.Fprintf(&c.body, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" href="data:image/png;base64,%s"/>`+"\n",
		tenths(x), tenths(y), s.pixels(rect.Size().X), s.pixels(rect.Size().Y), base64.StdEncoding.EncodeToString(data.Bytes()))
}

// text writes one line whose left, middle or right is at pt.
func (c *canvas) text(f plotfont.Font, pt vg.Point, s string, align text.XAlignment) {
	if f.Size <= 0 {
		return
	}
	p := c.use(false)
	x, y := c.top().apply(pt)
	class := p.name
	switch {
	case align <= -0.75:
		class += " e"
	case align < -0.25:
		class += " m"
	}
	if f.Weight >= font.WeightSemiBold {
		class += " b"
	}
	fmt.Fprintf(&c.body, `<text class="%s"%s x="%s" y="%s"%s>%s</text>`+"\n",
		class, opacity(p), tenths(x), tenths(y), c.typography(f, x, y), escape(s))
}

// typography is what the style sheet does not say already.
func (c *canvas) typography(f plotfont.Font, x, y float64) string {
	var style, turn string
	if size := c.top().pixels(f.Size); size != tenths(textSize) {
		style += "font-size:" + size + "px;"
	}
	if f.Style != font.StyleNormal {
		style += "font-style:italic;"
	}
	if f.Variant == "Mono" {
		style += "font-family:monospace;"
	}
	if style != "" {
		style = ` style="` + style + `"`
	}
	if degrees := tenths(c.top().degrees()); degrees != "0" {
		turn = fmt.Sprintf(` transform="rotate(%s %s %s)"`, degrees, tenths(x), tenths(y))
	}
	return style + turn
}

// use returns the paint of the current colour and remembers that the style sheet needs it.
func (c *canvas) use(area bool) paint {
	clr := c.top().color
	if clr == nil {
		clr = color.Black
	}
	p := themed(clr, area)
	if !c.known[p.name] {
		c.known[p.name] = true
		c.paints = append(c.paints, p)
	}
	return p
}

func (s *state) pixels(l vg.Length) string { return tenths(float64(l) * s.scale()) }

func (s *state) dashes() string {
	if len(s.dash) == 0 {
		return ""
	}
	var lengths []string
	for _, l := range s.dash {
		lengths = append(lengths, s.pixels(l))
	}
	return fmt.Sprintf(` stroke-dasharray="%s" stroke-dashoffset="%s"`, strings.Join(lengths, " "), s.pixels(s.offset))
}

func opacity(p paint) string {
	if p.opacity >= 1 {
		return ""
	}
	return ` opacity="` + strconv.FormatFloat(p.opacity, 'g', 2, 64) + `"`
}
