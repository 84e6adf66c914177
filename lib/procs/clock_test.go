package procs

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/measure"
	"threadboost/lib/wire"
)

// The error is at most half of the time that the quickest ping takes, whatever its two ways take.
func TestClocksAreCompared(t *testing.T) {
	for _, test := range []struct {
		name        string
		there, back time.Duration // of the quickest ping; the others take longer
		wrong       int64
	}{
		{"equal ways", 10 * time.Microsecond, 10 * time.Microsecond, 0},
		{"slow there", 30 * time.Microsecond, 10 * time.Microsecond, -10_000},
		{"slow back", 0, 30 * time.Microsecond, 15_000},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trial := measure.StartClock()
				time.Sleep(7 * time.Second) // the worker's clock starts later
				theirs := measure.StartClock()
				pings, pongs := pipe(), pipe()
				go func() {
					r, w := wire.NewReader(pings.r), wire.NewWriter(pongs.w)
					for i := range 8 {
						r.Receive()
						late := time.Duration((i+5)%8) * time.Millisecond // the fourth is the quickest
						time.Sleep(test.there + late)
						now := theirs.Now()
						time.Sleep(test.back + late)
						w.Send(wire.Pong{Now: now})
					}
				}()
				c := &child{to: wire.NewWriter(pings.w), from: wire.NewReader(pongs.r)}
				if err := c.compareClocks(trial.Now); err != nil {
					t.Fatal(err)
				}
				if wrong := c.offset - int64(7*time.Second); wrong != test.wrong {
					t.Errorf("the clocks differ by 7s, found %v: %d ns too much, want %d", time.Duration(c.offset), wrong, test.wrong)
				}
			})
		})
	}
}

type ends struct {
	r *io.PipeReader
	w *io.PipeWriter
}

func pipe() ends {
	r, w := io.Pipe()
	return ends{r, w}
}
