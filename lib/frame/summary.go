package frame

import (
	"math"
	"slices"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/infer"
	"threadboost/lib/lab"
)

// Level is the confidence of the intervals in a summary.
const Level = 0.95

// summaryColumns are the columns of [Summary], in their order.
var summaryColumns = []string{
	"model", "rounds", "cold", "units", "wall_ms", "wall_low_ms", "wall_high_ms", "latency_ms", "p50_ms", "p95_ms", "p99_ms", "units_per_s",
	"speedup", "speedup_low", "speedup_high", "confidence", "p_holm", "improvement_pct", "cpu_ms", "errors", "retries",
	"goroutines", "threads", "heap_mib", "alloc_mib", "gc_pause_ms", "switches", "sched_p99_us", "finding", "verdict", "control", "baseline", "workload", "run",
}

// Summary returns one row a model, in the order of the experiment, and what a reader has to know beside it.
//
//	model            its name
//	rounds, cold     finished trials that count, and cold ones that were left out of all but errors and maxima: see [Steady]
//	units            units of each trial
//	wall_ms          total time in ms: median makespan of a trial; wall_low_ms, wall_high_ms its order-statistic interval
//	latency_ms       average latency of a unit in ms, due to ended, over all trials
//	p50_ms, p95_ms, p99_ms   percentiles (type 7) of the same in ms; NaN where there are too few units; see [Percentiles] for intervals
//	units_per_s      throughput in units a second: median over the trials
//	speedup          how many times as fast as the baseline: the typical ratio within a round (infer.Speedup), which need not be
//	                 the quotient of two wall_ms; speedup_low, speedup_high its interval
//	confidence       that the speed-up's interval achieves, from 0 to 1: [Level], or less with few rounds
//	p_holm           how often chance alone gives as much in any model of the run, from 0 to 1: the signed-rank test over rounds,
//	                 adjusted by Holm for all models; NaN for the baseline and the control
//	improvement_pct  100 (1 - 1/speedup), in percent
//	cpu_ms           user and system time of the whole process in ms: median over the trials
//	errors, retries  units that failed, and attempts beyond the first, over all trials
//	goroutines, threads, heap_mib   the most at once in any trial; heap in MiB
//	alloc_mib, gc_pause_ms, switches, sched_p99_us   allocations in MiB, pauses in ms and context switches of a trial, and how many µs all
//	                 but 1 % of the goroutines that could run waited for a thread: medians over the trials
//	finding          in a word or two: "faster", "slower", "no evidence of a difference", "below the noise floor", "too few rounds";
//	                 "baseline" and "control" for these two
//	verdict          one sentence: the effect, its interval, the rounds, Holm's p, and what it does not say
//	control          the name of the row that is the baseline once more, in every row; empty without one
//	baseline, workload, run   the model compared with, what was run, and the ID of the stored run
//
// The interval is of one model alone, Holm's p of all models at once. A verdict says faster or slower only where both do, and where the
// difference is above the noise floor of a control; where the interval leaves 1 out and the p is above 0.05, it is no evidence, and says why.
//
// Units that failed count as errors alone: they have no latency and no throughput.
func Summary(r *lab.Results) (dataframe.DataFrame, []infer.Warning) {
	t := newTable(summaryColumns...)
	all := analyse(r)
	notes := all.notes()
	for _, name := range r.Models {
		s := all.summarise(name)
		if s.rounds == 0 {
			continue // the run was stopped before
		}
		t.row(name, s.rounds, all.leftOut(), s.units, s.wall.Value, s.wall.Interval.Low, s.wall.Interval.High, s.latency.Mean(), s.latency.Quantile(0.50),
			s.percentile(0.95), s.percentile(0.99), s.throughput.Quantile(0.5), s.speedup.Value,
			s.speedup.Interval.Low, s.speedup.Interval.High, s.speedup.Interval.Coverage, s.p, infer.Improvement(s.speedup).Value, s.cpu.Quantile(0.5), s.errors, s.retries,
			s.goroutines, s.threads, s.heap, s.allocs.Quantile(0.5), s.pauses.Quantile(0.5), s.switches.Quantile(0.5), s.sched.Quantile(0.5),
			s.finding, s.verdict, r.Control, r.Baseline, r.Workload, r.ID)
		notes = append(notes, s.notes(name)...)
	}
	return t.frame(), distinct(notes)
}

// summary holds the statistics of one model; times are milliseconds.
type summary struct {
	rounds, units, errors    int
	firstError               string
	wall                     infer.Estimate
	shapes                   []infer.Warning
	latency, throughput, cpu infer.Sample
	judgement
	usage
}

// usage is what the trials of a model used.
type usage struct {
	retries, goroutines, threads    int
	heap                            float64
	allocs, pauses, switches, sched infer.Sample
}

// usageOf takes what counts and what is the most over all trials, and medians over those that are not cold.
func usageOf(all, steady []*lab.Trial) usage {
	var u usage
	for _, trial := range all {
		t := trial.Usage
		u.retries += trial.Retries()
		u.goroutines, u.threads, u.heap = max(u.goroutines, int(t.Goroutines)), max(u.threads, int(t.Threads)), max(u.heap, mib(t.HeapBytes))
	}
	var allocs, pauses, switches, sched []float64
	for _, trial := range steady {
		t := trial.Usage
		allocs, pauses = append(allocs, mib(t.AllocBytes)), append(pauses, ms(int64(t.GCPause)))
		switches, sched = append(switches, float64(t.Voluntary+t.Involuntary)), append(sched, us(t.SchedP99))
	}
	u.allocs, u.pauses = infer.NewSample(allocs), infer.NewSample(pauses)
	u.switches, u.sched = infer.NewSample(switches), infer.NewSample(sched)
	return u
}

func (a analysis) summarise(model string) summary {
	every, trials := a.results.Of(model), a.steady.Of(model)
	s := summary{
		rounds: len(trials), firstError: firstError(every),
		judgement: a.judge(model), shapes: a.shapes(model), usage: usageOf(every, trials),
	}
	for _, trial := range every {
		s.errors += len(trial.Failures)
	}
	var walls, cpu []float64
	for _, trial := range trials {
		s.units = len(trial.Units)
		walls = append(walls, wall(trial))
		cpu = append(cpu, ms(int64(trial.Usage.User+trial.Usage.System)))
	}
	s.latency, s.throughput, s.cpu = infer.NewSample(Latencies(a.steady, model)), infer.NewSample(rates(trials)), infer.NewSample(cpu)
	s.wall = infer.NewSample(walls).Median(Level)
	return s
}

// rates are the units that succeeded a second, of each trial.
func rates(trials []*lab.Trial) []float64 {
	var rates []float64
	for _, trial := range trials {
		rates = append(rates, trial.Throughput())
	}
	return rates
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

// wall is a trial's makespan in milliseconds.
func wall(trial *lab.Trial) float64 { return ms(trial.Wall.Nanoseconds()) }

// percentile is NaN where no unit is expected beyond it.
func (s summary) percentile(p float64) float64 {
	if s.latency.N() < infer.ValuesBeyond(p) {
		return math.NaN()
	}
	return s.latency.Quantile(p)
}
