// Package infer turns measured times into statements: []float64 in, values with their
// intervals and warnings out.
//
// It owns the one quantile, the one median and the one interval rule that tables and figures
// share, and the sentence in which a comparison ends. It knows nothing of experiments, units or plots: package
// frame brings the numbers, package chart draws them. gonum/stat has many more
// estimators, but no type-7 quantile, no order-statistic interval, no bootstrap and no rank test, and
// gonum/optimize has no bounds.
//
// # What is computed
//
//   - [Sample.Quantile]: type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages",
//     The American Statistician 50 (1996); the default of R and, called "linear", of numpy.
//   - [Sample.Median]: with the interval between two order statistics, which is exact for any
//     continuous distribution (David and Nagaraja, Order Statistics, 3rd ed., section 7.1).
//     golang.org/x/perf/benchmath chooses the same pair for up to 30 values, or its mirror image
//     where the two tie; beyond, it approximates and may be a rank wider.
//   - [Sample.Percentile]: the same for any percentile, refused where no value is expected beyond it.
//   - [Speedup]: the typical ratio within a round, with the interval that inverts the signed-rank test, and
//     [Improvement], the same in percent of the time that is saved.
//   - [Run.Compare]: all models of a run against one, by [SignedRank] over rounds and [Holm] over models, each
//     in one sentence ([Comparison.String]): faster, slower, below the noise floor of an A/A control,
//     no evidence of a difference and what would have shown, or too few rounds to say.
//   - [Run.Check]: outliers ([OutliersOf]), drift ([Drift]), trials that depend on the one before ([Autocorrelation]) and a
//     control that differs, each as one warning for all models. [WarmUp]: how many of the first rounds are cold.
//   - [FitScaling]: the linear law, Amdahl's or the Universal Scalability Law, and the best number of workers.
//   - [Queue.Predict]: M/M/c. [LittleCheck]: do three measurements fit together? [FromSchedule] and
//     [FromInterval]: latencies raw and corrected for coordinated omission.
//   - [MannWhitney], [Shift] and [MedianRatio]: for what does not come from one run, and for the quotient of two medians.
//
// # Why the ratio within a round, and not the ratio of the medians
//
// Trials of one round share the machine's mood. Where that mood is larger than the models' own noise, medians rest on
// the one or two rounds that were in the middle, and what surrounds them says little about their quotient. Simulated for 6 to 30 rounds,
// normal, log-normal, heavy-tailed and bimodal noise, and bursts in every tenth trial, 95 % intervals held the true ratio in
//
//	                                  independent     shared mood     shared drift
//	ratio within a round (Speedup)    94 to 97 %      94 to 97 %      94 to 97 %
//	percentile bootstrap of medians   72 to 97 %      92 to 99.7 %    93 to 99 %
//	BCa bootstrap of medians          92 to 95 %      79 to 87 %
//
// where the mood is 3 to 6 times the noise, the 97 % of the first line belong to 6 rounds, whose ranks carry 96.9 % or
// less than 95 %, and the 72 % to noise with two peaks. BCa's correction takes the few points on which medians sit for bias (10 to
// 30 rounds, log-normal and exponential noise). With a shared mood the interval of the ratio within a round is half
// as wide as that of the medians at 20 rounds; without one, it is up to a seventh narrower. It is wider where single
// trials go astray: with bursts in a tenth of the trials by a quarter at 20 rounds, and several times at 10, where
// two bursts are enough to reach into it.
//
// The price: where the two models scatter in different shapes, one with rare bursts and one without, the typical ratio
// of a round is not the ratio of the medians. The interval then holds the former in 94 to 97 %, and the latter, in the worst
// cases, in 41 % of the runs (30 rounds, two peaks against one). [MedianRatio] is for who asks for that; package frame does, and
// warns where its interval and that of the speed-up have nothing in common.
//
// # Why the signed-rank test decides, and not U
//
// Within each round the models come in random order. Of two equal models, a round then favours each as likely, by
// whatever amount, and that is all the signed-rank test assumes: no drift, no burst and no dependence between rounds
// can raise its false alarms. The U test assumes independent trials, which a run has not: with a shared mood it is blind (it finds a
// speed-up of 1.25 in fewer than 30 % of simulated runs where the signed-rank test finds more than 80 %).
// Over 400 runs each of 2 to 16 equal models on a steady machine, under drift, bursts and both, 2 to 5 % gave any verdict; of all orders of
// 10 rounds of two equal models it is 4.9 % exactly, whatever the machine does. With all
// trials of one model before those of the other, the same drift gives one in every run, by either test: no statistics repair that order.
//
// # Bad input
//
// Nothing here returns an error or panics. A number that cannot be computed is NaN and a
// [Warning] beside it says why and what to do. Values that are not finite mark missing trials:
// they are left out and counted in a warning.
//
// # Cost
//
// On one core of a 2-core x86-64 machine, as CPU time (go test -bench . shows them): the statistics of a run of 16
// models, 30 rounds and 1,000 units a trial 120 ms, a third of it for sorting latencies and half for the 16 bootstraps; Speedup
// of 30 rounds 25 µs; a bootstrap of 10,000 resamples over 30 trials, none of which allocates, 3.5 ms; FitScaling of 7
// points 7 ms; Median of 30 trials 5 µs with its sort, NewSample of 1,000,000 values 120 ms. A program that compares and checks a
// run is 135 kB larger than one that only prints, one that uses all of infer 220 kB (linked with -s -w); gonum/mathext,
// which has the incomplete beta function, is 25 kB of that. gonum/stat/distuv would add 25 kB and 17 packages to every link.
package infer
