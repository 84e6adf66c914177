package chart

import (
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A sheet is one of our own figures: a title that says what was found, what was measured under it, a
// key where there are states, and the plot.
type sheet struct {
	title    string
	measured []string // parts, shown with dots between them
	alt      string   // the whole alternative text, with names in full
	key      []entry
	plot     *plot.Plot
	right    vg.Length // free for labels at the right of the plot
	below    vg.Length // free under the plot
	above    vg.Length // free over the plot
	height   vg.Length // of the plot with its axis
}

// An entry of the key.
type entry struct {
	name string
	paint
}

const (
	margin      = 16
	titleLine   = 20
	measureLine = 18
	keyLine     = 22
)

func (s sheet) draw() Figure {
	title := wrap(words(s.title), " ", bold(titleSize), (width-2*margin)/boldSlack)
	measured := wrap(s.measured, " · ", sans(textSize), width-2*margin)
	top := vg.Length(12+len(title)*titleLine+len(measured)*measureLine+12) + s.above
	if len(s.key) > 0 {
		top += keyLine
	}
	height := top + s.height + s.below
	c := newCanvas(float64(height), 1)
	t := newTypesetter(c)
	dc := draw.NewCanvas(c, width, height)
	y := heading(dc, t, height-26, title, text.Style{Color: ink, Font: bold(titleSize)}, titleLine)
	y = heading(dc, t, y, measured, text.Style{Color: soft, Font: sans(textSize)}, measureLine)
	s.drawKey(dc, t, y)
	adopt(s.plot, t)
	s.plot.Draw(draw.Crop(dc, margin, -s.right, s.below, -top))
	about := s.alt + " Measured: " + strings.Join(s.measured, ", ") + "."
	return Figure{document(c, float64(height), s.title, about), clean(s.alt)}
}

// heading writes lines of text from the baseline y downwards and returns the next baseline.
func heading(c draw.Canvas, t typesetter, y vg.Length, lines []string, sty text.Style, step vg.Length) vg.Length {
	c.SetColor(sty.Color)
	for _, line := range lines {
		t.canvas.text(sty.Font, vg.Point{X: margin, Y: y}, line, text.XLeft)
		y -= step
	}
	return y
}

func (s sheet) drawKey(c draw.Canvas, t typesetter, y vg.Length) {
	x := vg.Length(margin)
	for _, e := range s.key {
		c.SetColor(e.paint)
		c.Fill(vg.Rectangle{Min: vg.Point{X: x, Y: y - 3}, Max: vg.Point{X: x + 12, Y: y + 9}}.Path())
		c.SetColor(soft)
		t.canvas.text(sans(textSize), vg.Point{X: x + 17, Y: y - 1}, e.name, text.XLeft)
		x += 17 + widthOf(e.name, sans(textSize)) + 18
	}
}
