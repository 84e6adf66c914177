package apiwork

import "math/rand/v2"

// A draw is one of the things that are left to chance, each with numbers of its own.
type draw uint64

const (
	drawLatency draw = iota + 1
	drawError
	drawBackoff
	drawArrival
)

// of returns a number from 0 up to 1 that depends on the seed, on what is drawn and on the place of the draw alone: it is the same in
// every trial, whatever was drawn before.
func (d draw) of(seed uint64, unit, number int) float64 {
	source := rand.NewPCG(seed^uint64(d)<<60, uint64(unit)<<16^uint64(number))
	return float64(source.Uint64()>>11) / (1 << 53)
}
