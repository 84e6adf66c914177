package picture

import (
	"fmt"
	"math"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// workerParams are the parameters of a sweep whose laws of scaling are known, with what they count: a sweep over another number has no law.
var workerParams = map[string]string{
	"workers": "workers", "goroutines": "goroutines", "threads": "threads", "processes": "processes", "cores": "cores",
	"connections": "connections", "clients": "clients", "GOMAXPROCS": "cores",
}

// Scaling shows how throughput depends on the number that a sweep changed, with intervals over the rounds. Where that is a number of
// workers (or goroutines, threads, processes, cores, connections, clients, GOMAXPROCS) and there are six values or more, it also shows
// the law that infer.FitScaling chooses for the medians, and the verdict says the best number with its interval.
func Scaling(r *lab.Results, models []string) (figure chart.Figure, verdict []string, err error) {
	if r.Param == "" {
		return figure, nil, fmt.Errorf("%q is no sweep: measure one with boost.Sweep or lab.RunSweep", r.Experiment)
	}
	steady, _ := frame.Steady(r)
	drawing := chart.Scaling{Measured: []string{r.Workload, "medians with intervals of " + counted(r, steady)}, Param: r.Param, Unit: "units/s"}
	var points []infer.Point
	for _, model := range shown(steady, models) {
		value, known := r.Value(model)
		rate := throughput(steady.Of(model))
		if known && rate.N > 0 {
			drawing.Points = append(drawing.Points, chart.Level{
				At: float64(value), Value: rate.Value, Low: rate.Interval.Low, High: rate.Interval.High, Weak: !rate.Interval.Reached(),
			})
			points = append(points, infer.Point{Workers: float64(value), Throughput: rate.Value})
		}
	}
	what, known := workerParams[r.Param]
	if !known {
		drawing.NoFit = "it is known for numbers of workers, " + r.Param + " is none"
		figure, err = drawing.Draw()
		return figure, nil, err
	}
	drawing.Param = what
	drawing.Fit = infer.FitScaling(points, frame.Level, r.Seed)
	figure, err = drawing.Draw()
	return figure, scalingVerdict(drawing.Fit, what), err
}

// throughput is the median of units that succeeded a second.
func throughput(trials []*lab.Trial) infer.Estimate {
	var rates []float64
	for _, trial := range trials {
		rates = append(rates, trial.Throughput())
	}
	return infer.NewSample(rates).Median(frame.Level)
}

// scalingVerdict says what the law says, and what to know about it.
func scalingVerdict(s infer.Scaling, what string) []string {
	var lines []string
	if s.Lambda.Value > 0 {
		lines = append(lines, bestSentence(s, what))
	}
	for _, w := range s.Warnings {
		lines = append(lines, w.Text)
	}
	return lines
}

func bestSentence(s infer.Scaling, what string) string {
	best := s.Best.Interval
	if math.IsInf(s.Best.Value, 1) {
		return fmt.Sprintf("%v law: no best number of %s, up to the %s that were measured (%s)", s.Law, what, quantity.Number(s.Most), quantity.Count(s.Best.N, "point"))
	}
	high := quantity.Number(math.Round(best.High))
	if math.IsInf(best.High, 1) {
		high = "no end"
	}
	return fmt.Sprintf("%v: the best number of %s is %s (95 %% interval %s to %s, %s); throughput is then %s units/s (%s to %s)", s.Law, what,
		quantity.Number(math.Round(s.Best.Value)), quantity.Number(math.Round(best.Low)), high, quantity.Count(s.Best.N, "point"),
		quantity.Number(s.Limit.Value), quantity.Number(s.Limit.Interval.Low), quantity.Number(s.Limit.Interval.High))
}

// Efficiency shows what each of several workers does of what one alone does, over the numbers of workers (or goroutines, threads, cores,
// connections ...) of a sweep: the speed-up in units a second against the least number, divided by the workers.
func Efficiency(r *lab.Results, models []string) (chart.Figure, error) {
	what, known := workerParams[r.Param]
	if !known {
		return chart.Figure{}, fmt.Errorf("%q has no efficiency, it is no sweep over a number of workers: measure one with boost.Sweep or lab.RunSweep", r.Experiment)
	}
	steady, _ := frame.Steady(r)
	figure := chart.Efficiency{Measured: []string{r.Workload, counted(r, steady) + ", with intervals"}, Param: what}
	names := shown(steady, models)
	least := fewest(r, names)
	for _, model := range names {
		at, _ := r.Value(model)
		level := chart.Level{At: float64(at), Value: 1, Low: 1, High: 1}
		if model != least {
			e := infer.Speedup(perUnit(steady, least), perUnit(steady, model), frame.Level)
			level = chart.Level{At: float64(at), Value: e.Value, Low: e.Interval.Low, High: e.Interval.High, Weak: !e.Interval.Reached()}
		}
		figure.Points = append(figure.Points, level)
	}
	return figure.Draw()
}

// fewest is the model with the least value of a sweep.
func fewest(r *lab.Results, models []string) string {
	least := ""
	for _, model := range models {
		value, _ := r.Value(model)
		if before, some := r.Value(least); !some || value < before {
			least = model
		}
	}
	return least
}

// perUnit is the time that a trial took for each unit that succeeded: index i is round i+1, NaN a trial that is missing.
func perUnit(r *lab.Results, model string) []float64 {
	times := make([]float64, Finished(r))
	for i := range times {
		times[i] = math.NaN()
	}
	for _, trial := range r.Of(model) {
		times[trial.Round-1] = float64(trial.Wall) / float64(len(trial.Units)-len(trial.Failures))
	}
	return times
}
