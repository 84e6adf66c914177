package frame

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// Level is the confidence of the intervals in a summary.
const Level = 0.95

// summaryColumns are the columns of [Summary], in their order.
var summaryColumns = []string{
	"model", "rounds", "units", "wall_ms", "wall_low_ms", "wall_high_ms", "latency_ms", "p50_ms", "p95_ms", "p99_ms", "units_per_s",
	"speedup", "speedup_low", "speedup_high", "confidence", "improvement_pct", "cpu_ms", "errors", "retries",
	"goroutines", "threads", "heap_mib", "alloc_mib", "gc_pause_ms", "switches", "sched_p99_us", "verdict", "control", "baseline", "workload", "run",
}

// Summary returns one row a model, in the order of the experiment, and what a reader has to know beside it.
//
//	model            its name
//	rounds, units    finished trials, and units of each
//	wall_ms          total time: median makespan of a trial; wall_low_ms, wall_high_ms its order-statistic interval
//	latency_ms       average latency of a unit, due to ended, over all trials
//	p50_ms, p95_ms, p99_ms   percentiles (type 7) of the same; NaN where there are too few units
//	units_per_s      throughput: median over the trials
//	speedup          ratio of the baseline's median makespan to this one; speedup_low, speedup_high its bootstrap interval over rounds
//	confidence       that the speed-up's interval achieves: [Level], or less with few rounds
//	improvement_pct  100 (1 - 1/speedup)
//	cpu_ms           user and system time of the whole process: median over the trials
//	errors, retries  units that failed, and attempts beyond the first, over all trials
//	goroutines, threads, heap_mib   the most at once in any trial
//	alloc_mib, gc_pause_ms, switches, sched_p99_us   allocations, pauses and context switches of a trial, and how long all but 1 %
//	                 of the goroutines that could run waited for a thread: medians over the trials
//	verdict          one sentence
//	control          the name of the row that is the baseline once more, in every row; empty without one
//	baseline, workload, run   the model compared with, what was run, and the ID of the stored run
//
// Units that failed count as errors alone: they have no latency and no throughput.
func Summary(r *lab.Results) (dataframe.DataFrame, []infer.Warning) {
	t := newTable(summaryColumns...)
	notes := runNotes(r)
	for _, name := range r.Models {
		s := summarise(r, name)
		if s.rounds == 0 {
			continue // the run was stopped before
		}
		t.row(name, s.rounds, s.units, s.wall.Value, s.wall.Interval.Low, s.wall.Interval.High, s.latency.Mean(), s.latency.Quantile(0.50),
			s.percentile(0.95), s.percentile(0.99), s.throughput.Quantile(0.5), s.speedup.Value,
			s.speedup.Interval.Low, s.speedup.Interval.High, s.speedup.Interval.Coverage, infer.Improvement(s.speedup).Value, s.cpu.Quantile(0.5), s.errors, s.retries,
			s.goroutines, s.threads, s.heap, s.allocs.Quantile(0.5), s.pauses.Quantile(0.5), s.switches.Quantile(0.5), s.sched.Quantile(0.5),
			s.verdict(name, r.Baseline), r.Control, r.Baseline, r.Workload, r.ID)
		notes = append(notes, s.notes(name)...)
		if name == r.Control {
			notes = append(notes, s.noise(r.Baseline)...)
		}
	}
	return t.frame(), distinct(notes)
}

// summary holds the statistics of one model; times are milliseconds.
type summary struct {
	rounds, units, errors    int
	firstError               string
	wall, speedup            infer.Estimate
	latency, throughput, cpu infer.Sample
	usage
}

// usage is what the trials of a model used.
type usage struct {
	retries, goroutines, threads    int
	heap                            float64
	allocs, pauses, switches, sched infer.Sample
}

func usageOf(trials []*lab.Trial) usage {
	var u usage
	var allocs, pauses, switches, sched []float64
	for _, trial := range trials {
		t := trial.Usage
		u.retries += trial.Retries()
		u.goroutines, u.threads, u.heap = max(u.goroutines, int(t.Goroutines)), max(u.threads, int(t.Threads)), max(u.heap, mib(t.HeapBytes))
		allocs, pauses = append(allocs, mib(t.AllocBytes)), append(pauses, ms(int64(t.GCPause)))
		switches, sched = append(switches, float64(t.Voluntary+t.Involuntary)), append(sched, us(t.SchedP99))
	}
	u.allocs, u.pauses = infer.NewSample(allocs), infer.NewSample(pauses)
	u.switches, u.sched = infer.NewSample(switches), infer.NewSample(sched)
	return u
}

func summarise(r *lab.Results, model string) summary {
	trials := r.Of(model)
	s := summary{rounds: len(trials), firstError: firstError(trials), usage: usageOf(trials)}
	var walls, rates, cpu []float64
	for _, trial := range trials {
		s.units = len(trial.Units)
		s.errors += len(trial.Failures)
		walls = append(walls, wall(trial))
		rates = append(rates, float64(len(trial.Units)-len(trial.Failures))/trial.Wall.Seconds())
		cpu = append(cpu, ms(int64(trial.Usage.User+trial.Usage.System)))
	}
	s.latency, s.throughput, s.cpu = infer.NewSample(Latencies(r, model)), infer.NewSample(rates), infer.NewSample(cpu)
	s.wall = infer.NewSample(walls).Median(Level)
	baseline, own := pairs(r, model)
	s.speedup = infer.Speedup(baseline, own, Level)
	return s
}

// Latencies returns the latency of each unit of a model that did not fail, over all its trials, in milliseconds.
func Latencies(r *lab.Results, model string) []float64 {
	var latencies []float64
	for _, trial := range r.Of(model) {
		latencies = slices.Grow(latencies, len(trial.Units))
		for i := range trial.Units {
			if _, failed := trial.Failures[i]; !failed {
				latencies = append(latencies, ms(trial.Latency(i)))
			}
		}
	}
	return latencies
}

// pairs returns the makespans of the baseline and of a model in the rounds that both have finished.
func pairs(r *lab.Results, model string) (baseline, own []float64) {
	byRound := make(map[int]float64)
	for _, trial := range r.Of(r.Baseline) {
		byRound[trial.Round] = wall(trial)
	}
	for _, trial := range r.Of(model) {
		if first, both := byRound[trial.Round]; both {
			baseline, own = append(baseline, first), append(own, wall(trial))
		}
	}
	return baseline, own
}

// wall is a trial's makespan in milliseconds.
func wall(trial *lab.Trial) float64 { return ms(trial.Wall.Nanoseconds()) }

// percentile is NaN where no unit is expected beyond it.
func (s summary) percentile(p float64) float64 {
	if s.latency.N() < infer.ValuesBeyond(p) {
		return math.NaN()
	}
	return s.latency.Quantile(p)
}

// verdict says in one sentence what the speed-up allows to say.
func (s summary) verdict(model, baseline string) string {
	if model == baseline {
		return model + " is the baseline of the comparison"
	}
	times, interval := quantity.Times(s.speedup.Value), s.speedup.Interval
	evidence := fmt.Sprintf("95 %% interval %s to %s, %s", quantity.Times(interval.Low), quantity.Times(interval.High), quantity.Count(s.speedup.N, "round"))
	switch infer.VerdictOf(s.speedup) {
	case infer.Faster:
		return fmt.Sprintf("%s is %s times as fast as %s (%s)", model, times, baseline, evidence)
	case infer.Slower:
		return fmt.Sprintf("%s is slower than %s: %s times as fast (%s)", model, baseline, times, evidence)
	case infer.NoEvidence:
		return fmt.Sprintf("no evidence that %s differs from %s: %s times as fast (%s)", model, baseline, times, evidence)
	}
	return fmt.Sprintf("too few rounds to compare %s with %s: %s times as fast in %s", model, baseline, times, quantity.Count(s.speedup.N, "round"))
}
