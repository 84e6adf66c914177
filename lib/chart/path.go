package chart

import (
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// A pathWriter writes the d attribute of a path in tenths of a pixel. Steps are relative to the
// rounded point before, which is short and lets no rounding error grow.
type pathWriter struct {
	m    matrix
	d    []byte
	x, y int // where the pen is, in tenths of a pixel
	u, v int // where the subpath began
}

func pathData(m matrix, path vg.Path) []byte {
	w := pathWriter{m: m}
	for _, c := range path {
		switch c.Type {
		case vg.MoveComp:
			w.move(c.Pos)
		case vg.LineComp:
			w.line(c.Pos)
		case vg.ArcComp:
			w.arc(c)
		case vg.CurveComp:
			w.curve(c)
		case vg.CloseComp:
			w.d = append(w.d, 'z')
			w.x, w.y = w.u, w.v
		}
	}
	return w.d
}

func (w *pathWriter) point(p vg.Point) (x, y int) {
	px, py := w.m.apply(p)
	return int(math.Round(px * 10)), int(math.Round(py * 10))
}

func (w *pathWriter) move(p vg.Point) {
	w.x, w.y = w.point(p)
	w.u, w.v = w.x, w.y
	w.command('M', w.x, w.y)
}

func (w *pathWriter) line(p vg.Point) {
	x, y := w.point(p)
	dx, dy := x-w.x, y-w.y
	w.x, w.y = x, y
	switch {
	case dy == 0:
		w.command('h', dx)
	case dx == 0:
		w.command('v', dy)
	default:
		w.command('l', dx, dy)
	}
}

// arc begins with a line to the arc's start, as vg.Path has it. Pieces of at most half a turn need no
// large-arc flag and make whole circles possible.
func (w *pathWriter) arc(c vg.PathComp) {
	at := func(angle float64) vg.Point {
		sin, cos := math.Sincos(angle)
		return c.Pos.Add(vg.Point{X: c.Radius * vg.Length(cos), Y: c.Radius * vg.Length(sin)})
	}
	if len(w.d) == 0 {
		w.move(at(c.Start))
	} else {
		w.line(at(c.Start))
	}
	pieces := max(1, int(math.Ceil(math.Abs(c.Angle)/math.Pi-1e-9)))
	radius := int(math.Round(float64(c.Radius) * w.m.scale() * 10))
	sweep := 0
	if (c.Angle > 0) == (w.m.det() > 0) {
		sweep = 10 // one, in tenths
	}
	for i := 1; i <= pieces; i++ {
		x, y := w.point(at(c.Start + c.Angle*float64(i)/float64(pieces)))
		w.command('a', radius, radius, 0, 0, sweep, x-w.x, y-w.y)
		w.x, w.y = x, y
	}
}

func (w *pathWriter) curve(c vg.PathComp) {
	var values []int
	for _, p := range append(c.Control[:len(c.Control):len(c.Control)], c.Pos) {
		x, y := w.point(p)
		values = append(values, x, y)
	}
	w.x, w.y = w.point(c.Pos)
	w.command("?QC"[len(c.Control)], values...)
}

func (w *pathWriter) command(letter byte, tenths ...int) {
	w.d = append(w.d, letter)
	for i, t := range tenths {
		if i > 0 && t >= 0 {
			w.d = append(w.d, ' ')
		}
		w.d = strconv.AppendFloat(w.d, float64(t)/10, 'f', -1, 64)
	}
}
