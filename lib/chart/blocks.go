package chart

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// The states of a worker, in the order in which they are painted over each other.
const (
	queued = iota // a unit is due or in a queue and has not begun, while the worker is free
	waiting
	blocked // a unit could go on after a wait, but another one runs
	mixed   // a unit runs and waits
	running
	retried
	failed
	states
)

var stateNames = [states]entry{
	{"queue", queue}, {"wait", wait}, {"blocked", held}, {"run or wait", either}, {"run", run}, {"retry", retry}, {"error", fault},
}

// A block is a stretch of one state in a row, in nanoseconds, and which part of the row's height it
// takes.
type block struct {
	row         int
	from, to    float64
	bottom, top float64
}

// leastShare is how much of a cell a unit takes at least: an error or a retry is never lost among thousands of units.
var leastShare = [states]float64{retried: 0.25, failed: 0.5}

// stateBlocks are the blocks of each state.
type stateBlocks [states][]block

const (
	mostBlocks = 3000 // about 75 kB
	plotWidth  = 600  // about that of the plot, in pixels
)

// add ignores what took no time, but not an error or a retry, and lengthens the block before where it can.
func (s *stateBlocks) add(state int, b block) {
	if b.to <= b.from && leastShare[state] == 0 {
		return
	}
	if n := len(s[state]); n > 0 {
		before := &s[state][n-1]
		if before.row == b.row && before.to == b.from && before.bottom == b.bottom && before.top == b.top {
			before.to = b.to
			return
		}
	}
	s[state] = append(s[state], b)
}

func (s *stateBlocks) count() int {
	n := 0
	for _, blocks := range s {
		n += len(blocks)
	}
	return n
}

// key names the states that are there, the most interesting first.
func (s *stateBlocks) key() []entry {
	var key []entry
	for _, state := range []int{running, waiting, mixed, blocked, queued, retried, failed} {
		if len(s[state]) > 0 {
			key = append(key, stateNames[state])
		}
	}
	return key
}

// blocks turns rows into blocks. Where these are too many, time is cut into cells, and the states of a
// cell stand on each other, each as high as its share of it, so that areas stay true; cell is then
// their length in nanoseconds, else 0. Shares are steps of a pixel, for a row of the height given.
func (t TaskStream) blocks(rows []lane, height vg.Length) (blocks *stateBlocks, cell float64) {
	wall := float64(t.WallNS)
	units := 0
	for _, r := range rows {
		units += len(r.units)
	}
	if units <= mostBlocks {
		if blocks = t.exactBlocks(rows); blocks.count() <= mostBlocks {
			return blocks, 0
		}
	}
	for cells := plotWidth; ; cells /= 2 {
		blocks, cell = &stateBlocks{}, wall/float64(cells)
		for i, r := range rows {
			blocks.addShares(i, r.shares(wall, cells), cell, math.Round(float64(height)))
		}
		if blocks.count() <= mostBlocks || cells == 1 {
			return blocks, cell
		}
	}
}

func (t TaskStream) exactBlocks(rows []lane) *stateBlocks {
	blocks, halfPixel := &stateBlocks{}, float64(t.WallNS)/plotWidth/2
	for i, r := range rows {
		r.each(halfPixel, func(state int, from, to int64) {
			blocks.add(state, block{i, float64(from), float64(to), 0, 1})
		})
	}
	return blocks
}

// each calls block for what a lane does. Queueing shorter than least is not worth a block.
func (l lane) each(least float64, block func(state int, from, to int64)) {
	var ended int64
	for _, u := range l.units {
		if from := max(u.Due, u.Queued, ended); !l.shared && float64(u.Started-from) >= least {
			block(queued, from, u.Started)
		}
		ended = max(ended, u.Ended)
		switch {
		case u.Failed:
			block(failed, u.Started, u.Ended)
		case u.Retried:
			block(retried, u.Started, u.Ended)
		case u.Mixed:
			block(mixed, u.Started, u.Ended)
		case u.Waited == 0:
			block(running, u.Started, u.Ended)
		default:
			waited := u.WaitStarted + u.Waited
			block(running, u.Started, u.WaitStarted)
			block(waiting, u.WaitStarted, waited-u.Ready)
			block(blocked, waited-u.Ready, waited)
			block(running, waited, u.Ended)
		}
	}
}

// shares is how much of each cell each state takes.
func (l lane) shares(wall float64, cells int) [][states]float64 {
	shares := make([][states]float64, cells)
	size := wall / float64(cells)
	l.each(size/2, func(state int, from, to int64) {
		begin, end := float64(from)/size, float64(to)/size
		first := min(int(begin), cells-1)
		for i := first; i < cells && float64(i) < end; i++ {
			shares[i][state] += min(end, float64(i+1)) - max(begin, float64(i))
		}
		shares[first][state] = max(shares[first][state], leastShare[state])
	})
	return shares
}

// addShares stacks the states of each cell. What is painted later takes its room first: on a lane
// that many units share, their waits lie under the one that runs.
func (s *stateBlocks) addShares(row int, shares [][states]float64, size, steps float64) {
	for i, cell := range shares {
		bottom, share := 0.0, 0.0
		for state := states - 1; state >= 0; state-- {
			share += cell[state]
			if top := min(1, math.Round(share*steps)/steps); top > bottom {
				s.add(state, block{row, float64(i) * size, float64(i+1) * size, bottom, top})
				bottom = top
			}
		}
	}
}
