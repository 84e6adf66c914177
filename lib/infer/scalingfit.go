package infer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	pointsNeeded     = 6
	scalingResamples = 2000
)

// Scaling is a law of throughput fitted to points.
type Scaling struct {
	Law                  Law
	Lambda, Sigma, Kappa Estimate // the throughput of one worker, contention, crosstalk; the last two are 0, without an interval, in a law that has them not
	Best                 Estimate // the number of workers with the greatest throughput; +Inf: more is always more, as far as was measured
	Limit                Estimate // the throughput there, or that it approaches
	R2                   float64  // the share of the variance of the throughput that the law explains
	Most                 float64  // the greatest number of workers that was measured
	Warnings             []Warning
	fitted               coefficients
	draws                []coefficients // of the bootstrap
}

// FitScaling fits the simplest law that the points allow: Amdahl's instead of the linear one, and the Universal
// Scalability Law instead of Amdahl's, only when an F test at 1 - level says that the additional coefficient
// explains more than chance would. It is least squares on throughput with σ and κ not below 0, as in the usl
// package of R. Six points with at least three different numbers of workers are needed.
//
// The intervals are percentile bootstraps of 2,000 resamples of the residuals, scaled to the size of the errors; the same points
// and seed give the same ones. They take the law for true, and errors for equally large at all points. Simulated for 12 and 36 points with
// noise of 3 % of the greatest throughput, they hold the true coefficients and the best number of workers in 93 to 97 % of the sweeps.
func FitScaling(points []Point, level float64, seed uint64) Scaling {
	if w, bad := refusePoints(points); bad {
		return noScaling(w, level)
	}
	if !(level > 0 && level < 1) {
		return noScaling(badLevel("scaling", level), level)
	}
	return FitLaw(chooseLaw(points, level), points, level, seed)
}

func chooseLaw(points []Point, level float64) Law {
	law := Linear
	_, left := fit(Linear, points, firstGuess(points))
	for _, richer := range []Law{Amdahl, Universal} {
		_, l := fit(richer, points, firstGuess(points))
		freedom := float64(len(points) - int(richer) - 1)
		added := float64(richer - law)
		if gained := left - l; gained > 1e-12*total(points) && fisherTail(gained/added/(l/freedom), added, freedom) <= 1-level {
			law, left = richer, l
		}
	}
	return law
}

// FitLaw fits the law given, whatever another one would do.
func FitLaw(law Law, points []Point, level float64, seed uint64) Scaling {
	return fitLaw(law, points, level, seed, scalingResamples)
}

func fitLaw(law Law, points []Point, level float64, seed uint64, count int) Scaling {
	if w, bad := refusePoints(points); bad {
		return noScaling(w, level)
	}
	if law < Linear || law > Universal {
		return noScaling(Warning{WarnModel, fmt.Sprintf("scaling: %v is no law: nothing is fitted; use Linear, Amdahl or Universal", law)}, level)
	}
	best, squares := fit(law, points, firstGuess(points))
	s := Scaling{Law: law, fitted: best, R2: 1 - squares/scatter(points)}
	for _, p := range points {
		s.Most = max(s.Most, p.Workers)
	}
	s.draws = resampleFits(law, points, best, level, seed, count)
	of := func(value func(coefficients) float64) Estimate {
		return Estimate{Value: value(best), N: len(points), Interval: percentiles(s.draws, value, level)}
	}
	s.Lambda = of(func(c coefficients) float64 { return c.lambda })
	s.Best, s.Limit = of(coefficients.peak), of(coefficients.limit)
	s.Sigma, s.Kappa = Estimate{N: len(points), Interval: unknown(level)}, Estimate{N: len(points), Interval: unknown(level)}
	if law >= Amdahl {
		s.Sigma = of(func(c coefficients) float64 { return c.sigma })
	}
	if law >= Universal {
		s.Kappa = of(func(c coefficients) float64 { return c.kappa })
	}
	if s.draws == nil {
		s.Warnings = append(s.Warnings, badLevel("scaling", level))
	}
	s.Warnings = append(s.Warnings, s.doubts(points)...)
	return s
}

// At is the throughput with n workers, and a warning where n lies beyond what was measured.
func (s Scaling) At(n float64) (throughput float64, warnings []Warning) {
	if !isFinite(s.fitted.lambda) || !(n >= 1) {
		return math.NaN(), s.Warnings
	}
	if n > s.Most {
		warnings = []Warning{{WarnExtrapolated, fmt.Sprintf("scaling: %s workers are more than the %s that were measured: the law is a guess there; measure one point further out",
			digits(n, 4), digits(s.Most, 4))}}
	}
	return s.fitted.at(n), warnings
}

// Band is the interval of [Scaling.At], by the bootstrap that the coefficients have theirs from.
func (s Scaling) Band(n float64) Interval {
	if len(s.draws) == 0 || !(n >= 1) {
		return unknown(s.Lambda.Interval.Level)
	}
	return percentiles(s.draws, func(c coefficients) float64 { return c.at(n) }, s.Lambda.Interval.Level)
}

// doubts are what a reader of the coefficients has to know.
func (s Scaling) doubts(points []Point) []Warning {
	var ws []Warning
	best := s.Best.Value
	switch {
	case math.IsInf(best, 1) && s.Law > Linear:
		ws = append(ws, Warning{WarnModel, fmt.Sprintf("scaling: kappa is 0, so that there is no best number of workers up to %s and beyond: throughput approaches a limit; measure with more workers to see it fall", digits(s.Most, 4))})
	case best > s.Most && !math.IsInf(best, 1):
		ws = append(ws, Warning{WarnExtrapolated, fmt.Sprintf("scaling: the best number of workers, %s, is beyond the %s that were measured: it is a guess; measure one point further out", digits(best, 3), digits(s.Most, 4))})
	}
	if superlinear(points) {
		ws = append(ws, Warning{WarnModel, "scaling: throughput grows faster than the number of workers, which no law here can say: sigma stands at its bound of 0; look for a cache that fits only with more workers, or for a cold first point"})
	}
	return ws
}

// superlinear reports whether the throughput of each worker rises with their number, by the test of [Drift].
func superlinear(points []Point) bool {
	var each []float64
	sorted := slices.Clone(points)
	slices.SortStableFunc(sorted, func(a, b Point) int { return compare(a.Workers, b.Workers) })
	for _, p := range sorted {
		each = append(each, p.Throughput/p.Workers)
	}
	slope, t := Drift(each)
	return slope > 0 && t.P <= 0.05
}

func refusePoints(points []Point) (w Warning, bad bool) {
	var different []float64
	for _, p := range points {
		if !isTime(p.Throughput) || !(p.Workers >= 1) || math.IsInf(p.Workers, 0) {
			return Warning{WarnModel, fmt.Sprintf("scaling: a point with %v workers and a throughput of %v is no measurement: nothing is fitted; leave out what failed", p.Workers, p.Throughput)}, true
		}
		if !slices.Contains(different, p.Workers) {
			different = append(different, p.Workers)
		}
	}
	if len(points) < pointsNeeded || len(different) < 3 {
		return Warning{WarnTooFew, fmt.Sprintf("scaling: %d points with %d different numbers of workers, a law needs %d and 3: nothing is fitted; sweep over more numbers of workers",
			len(points), len(different), pointsNeeded)}, true
	}
	return Warning{}, false
}

func noScaling(w Warning, level float64) Scaling {
	none := Estimate{Value: math.NaN(), Interval: unknown(level)}
	nothing := coefficients{math.NaN(), math.NaN(), math.NaN()}
	return Scaling{Lambda: none, Sigma: none, Kappa: none, Best: none, Limit: none, R2: math.NaN(), Warnings: []Warning{w}, fitted: nothing}
}

// resampleFits fits the law to the fitted values with residuals drawn with replacement. They are widened by what
// Student's t is wider than the normal distribution, because a percentile interval knows nothing of how little
// few points tell about the size of errors.
func resampleFits(law Law, points []Point, best coefficients, level float64, seed uint64, count int) []coefficients {
	if !(level > 0 && level < 1) {
		return nil
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	residuals := scaledResiduals(law, points, best)
	tail := (1 - level) / 2
	wider := studentQuantile(tail, float64(len(points)-int(law)-1)) / normalQuantile(tail)
	draws := make([]coefficients, count)
	again := slices.Clone(points)
	for i := range draws {
		for j := range again {
			again[j].Throughput = best.at(points[j].Workers) + wider*residuals[rng.IntN(len(residuals))]
		}
		draws[i], _ = fit(law, again, best)
	}
	return draws
}

func percentiles(draws []coefficients, value func(coefficients) float64, level float64) Interval {
	if len(draws) == 0 {
		return unknown(level)
	}
	values := make([]float64, len(draws))
	for i, c := range draws {
		values[i] = value(c)
	}
	slices.Sort(values)
	tail := (1 - level) / 2
	return Interval{Low: quantile(values, tail), High: quantile(values, 1-tail), Level: level, Coverage: level}
}

func total(points []Point) float64 {
	sum := 0.0
	for _, p := range points {
		sum += p.Throughput * p.Throughput
	}
	return sum
}

// scatter is the sum of squares around the mean.
func scatter(points []Point) float64 {
	mean := 0.0
	for _, p := range points {
		mean += p.Throughput / float64(len(points))
	}
	sum := 0.0
	for _, p := range points {
		sum += (p.Throughput - mean) * (p.Throughput - mean)
	}
	return sum
}
