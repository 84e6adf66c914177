package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// blockPlotter draws blocks, all of one state as one path: that takes 20 bytes a block.
type blockPlotter struct {
	blocks *stateBlocks
	rows   int
	height vg.Length // of a row's bar
	gap    vg.Length // at the end of a block that is wide enough
}

// least is the width of a block in pixels that is still seen; errors are wider.
var least = [states]vg.Length{queued: 0.3, waiting: 0.3, blocked: 0.3, mixed: 0.3, running: 0.3, retried: 1, failed: 2}

func (d blockPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(line(grid, 1), x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
	}
	for state, blocks := range d.blocks {
		var path vg.Path
		for _, b := range blocks {
			left, right := x(b.from), x(b.to)
			if right-left > 4 {
				right -= d.gap
			}
			left = min(left, c.Max.X-least[state])
			foot := y(float64(d.rows-1-b.row)) - d.height/2
			path = append(path, vg.Rectangle{
				Min: vg.Point{X: left, Y: foot + d.height*vg.Length(b.bottom)},
				Max: vg.Point{X: max(right, left+least[state]), Y: foot + d.height*vg.Length(b.top)},
			}.Path()...)
		}
		if len(path) > 0 {
			c.SetColor(stateNames[state].paint)
			c.Fill(path)
		}
	}
}
