package datawork

import (
	"io"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// benched are the workloads at their default sizes, with a parser.
func benched(p Parser) []lab.Stager {
	return []lab.Stager{WordCount{Parser: p}, GroupBy{Parser: p}, Join{Parser: p}, Sort{Parser: p}}
}

var benchedNames = []string{"WordCount", "GroupBy", "Join", "Sort"}

func wall(t *lab.Trial) time.Duration      { return t.Wall }
func processor(t *lab.Trial) time.Duration { return t.Usage.User + t.Usage.System }

// trials stages a workload once and returns a function that measures a trial of it.
func trials(b *testing.B, w lab.Stager, m lab.Model, measured func(*lab.Trial) time.Duration) func() time.Duration {
	staged, release, err := w.Stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := release(); err != nil {
			b.Error(err)
		}
	})
	return func() time.Duration {
		r, err := lab.Run(b.Context(), lab.Experiment{Name: "bench", Workload: staged, Models: lab.Models{m}, Trials: 1}, lab.Options{})
		if err != nil || len(r.Trials[0].Failures) > 0 {
			b.Fatal(err, r)
		}
		return measured(&r.Trials[0])
	}
}

// BenchmarkParsers reports how many times as much processor time the plain parser takes as the fast one, with the garbage that it makes;
// recorded and verified, one unit after the other. Metrics are ratio, and ours-ms of the plain one. Other programs disturb it little.
// go test -run - -bench Parsers -benchtime 20x threadboost/lib/datawork
func BenchmarkParsers(b *testing.B) {
	for i, name := range benchedNames {
		b.Run(name, func(b *testing.B) {
			paired.RatioOf(b, trials(b, benched(Plain)[i], model.Sequential{}, processor), trials(b, benched(Fast)[i], model.Sequential{}, processor))
		})
	}
}

// BenchmarkSpeedup reports how many times as fast a pool of two is as the plain loop: the metric called ratio. It needs two cores that nobody
// else uses.
// go test -run - -bench Speedup -benchtime 20x threadboost/lib/datawork
func BenchmarkSpeedup(b *testing.B) {
	for _, p := range parsers {
		for i, name := range benchedNames {
			b.Run(name+"/"+p.String(), func(b *testing.B) {
				w := benched(p)[i]
				paired.RatioOf(b, trials(b, w, model.Sequential{}, wall), trials(b, w, model.Pool{Workers: 2}, wall))
			})
		}
	}
}

// BenchmarkUnit reports what a unit of the default size costs and allocates, not recorded, in a trial that has run before.
func BenchmarkUnit(b *testing.B) {
	for _, p := range parsers {
		for i, name := range benchedNames[:3] { // a run of Sort is handed in once
			b.Run(name+"/"+p.String(), func(b *testing.B) {
				job, size := prepared(b, benched(p)[i])
				b.SetBytes(size / int64(job.Units))
				b.ReportAllocs()
				for n := 0; b.Loop(); n++ {
					if _, err := job.Unit(b.Context(), n%job.Units); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// prepared returns a job all of whose units have been run once, and the size of its text.
func prepared(t testing.TB, w lab.Stager) (job *lab.Job, size int64) {
	t.Helper()
	material, release, err := w.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
	})
	if job, err = material.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range job.Units {
		if _, err := job.Unit(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	return job, material.(*staged).in.size
}

func BenchmarkStage(b *testing.B) {
	for i, name := range benchedNames {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, release, err := benched(Fast)[i].Stage(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				if err := release(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWriteFlights(b *testing.B) {
	if err := WriteFlights(b.Context(), io.Discard, b.N, 1); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkWriteWords(b *testing.B) {
	if err := WriteWords(b.Context(), io.Discard, b.N, 1); err != nil {
		b.Fatal(err)
	}
}
