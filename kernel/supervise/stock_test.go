//go:build linux

package supervise_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// lessonCell is what a lesson's cell does before its own work: it links the library and measures something small.
const lessonCell = `import (
	"threadboost/lib/boost"
	"threadboost/lib/waitwork"
)
%%
df := boost.Compare(waitwork.Sleep{Units: 2, Wait: time.Microsecond})
_ = df`

// BenchmarkAgainstStock runs the same cells by our kernel and by GoNB alone, in pairs of random order, and reports the medians of what
// ours takes as parts of what GoNB takes; of an empty cell, the difference in milliseconds.
func BenchmarkAgainstStock(b *testing.B) {
	b.Run("start", func(b *testing.B) {
		compare(b, func(spec kerneltest.Spec) func() {
			return func() {
				k, err := kerneltest.Start(spec)
				if err != nil {
					b.Fatal(err)
				}
				c, err := k.Connect(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				run(b, c, "%%\nfmt.Println(1)")
				c.Close()
				k.End()
			}
		})
	})
	for _, cell := range []struct{ name, code string }{
		{"empty", " "}, {"shell", "!true"}, {"fmt", "%%\nfmt.Println(1)"}, {"lesson", lessonCell},
	} {
		b.Run(cell.name, func(b *testing.B) {
			compare(b, func(spec kerneltest.Spec) func() {
				k := start(b, spec)
				c := connect(b, k)
				run(b, c, cell.code)
				return func() { run(b, c, cell.code) }
			})
		})
	}
}

func run(b *testing.B, c *kerneltest.Client, code string) {
	r, err := c.Execute(context.Background(), kerneltest.Cell{Code: code})
	if err != nil || r.Executed().Status != "ok" {
		b.Fatalf("%q gave %v, %v", code, r, err)
	}
}

func compare(b *testing.B, prepare func(kerneltest.Spec) func()) {
	both := []func(){prepare(ours(b)), prepare(stock(b))}
	var ratios, differences []float64
	for b.Loop() {
		var took [2]float64
		for _, i := range rand.Perm(2) {
			begun := time.Now()
			both[i]()
			took[i] = time.Since(begun).Seconds()
		}
		ratios = append(ratios, took[0]/took[1])
		differences = append(differences, 1000*(took[0]-took[1]))
	}
	b.ReportMetric(middle(ratios), "x-stock")
	b.ReportMetric(middle(differences), "ms-over-stock")
}

func middle(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
