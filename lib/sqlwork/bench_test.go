package sqlwork

import (
	"fmt"
	"sync"
	"testing"
)

// BenchmarkOwn reports what a unit costs beside the database: its statements are made up, and what they gave is compared and summed.
func BenchmarkOwn(b *testing.B) {
	for _, batch := range []int{1, 100} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			t := trialOf(b, CRUD{DB: &fake{idle: true, mu: new(sync.Mutex), open: new(int)}, Units: 100, Batch: batch})
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				if _, err := t.unit(b.Context(), i%100); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batch), "ns/statement")
		})
	}
}

// trialOf returns a trial that nobody runs.
func trialOf(b testing.TB, c CRUD) *trial {
	b.Helper()
	w, err := c.stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.close() })
	return newTrial(w)
}
