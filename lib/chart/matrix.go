package chart

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// A matrix maps a point of a plot, with y upwards, to pixels, with y downwards:
// x' = ax + cy + e, y' = bx + dy + f.
type matrix struct{ a, b, c, d, e, f float64 }

// times applies n before m.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b,
		m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}

func (m matrix) apply(p vg.Point) (x, y float64) {
	px, py := float64(p.X), float64(p.Y)
	return m.a*px + m.c*py + m.e, m.b*px + m.d*py + m.f
}

// scale is by how much lengths grow; gonum/plot scales both directions alike.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.det())) }

func (m matrix) det() float64 { return m.a*m.d - m.b*m.c }

// degrees is by how much text is turned on the screen, clockwise.
func (m matrix) degrees() float64 { return math.Atan2(m.b, m.a) * 180 / math.Pi }
