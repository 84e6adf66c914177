// Package chart draws measurements as SVG: plain values in, a picture with its alternative text
// out.
//
// It owns how figures look and what their titles may claim. It does not compute statistics
// (package infer does), knows nothing of experiments and dataframes, and does not show anything:
// package boost brings the values and package show puts the picture into a cell.
//
//   - [Speedup]: how many times as fast each model is, with intervals.
//   - [Improvement]: how much of the baseline's time each model saves, and could save at most.
//   - [Forest]: how models differ from one of them, with P and the noise floor.
//   - [Prediction]: what somebody expected, laid over what was measured.
//   - [Latency]: how long units take, by percentile; [ECDF] the same the other way round. Both show latencies counted from when a unit
//     was due and from when it started in one picture.
//   - [HeatMap]: percentiles of many models or numbers of workers, in cells.
//   - [Scaling]: how throughput grows and falls with workers, with the law fitted to it and the best number.
//   - [Efficiency]: what each of several workers does of what one alone does.
//   - [Resources]: processor time, pauses of the garbage collector and memory.
//   - [TaskStream]: what each worker does at each moment.
//   - [Depth]: how many units are in flight and in the queue at each moment.
//   - [Path]: how a value that a model observes goes, such as the limit that it finds.
//   - [Trials]: all trials of a run in their order, with those that were cold or disturbed.
//   - [Spread]: the trials of each model as dots over the box of their middle half.
//   - [Plot]: any gonum plot, in the same look.
//
// All of these are made of gonum plots: its axes, scales and text layout, with
// plotters of ours. What gonum/plot lacks is an SVG that follows a light or dark theme, tells its
// content to a screen reader and leaves the font to the reader's machine; that is the vg.Canvas
// in this package.
//
// # What a figure promises
//
// The title says what was found and is computed from the values: a speed-up whose interval holds 1
// is never called faster, and workers are said to cost only where the band of the law falls. Figures of one trial describe it and claim
// nothing beyond. The line under it says what was measured, in the caller's words, and
// what the drawing leaves out. An SVG is 720 pixels wide, below 100 kB whatever the number of
// units, the same bytes for the same values, and complete in itself: colours for light and dark
// in one style block, its own paper (an img element does not know which page is behind it), no script, no
// reference to anything outside. Names are escaped.
//
// Text is measured with the metrics of Liberation Sans plus a sixth, titles a little wider, because the reader's system font
// decides how wide it really is.
//
// # Cost
//
// On a 2-core x86-64 machine: a speed-up 0.7 ms, the latencies of 500 units 1 ms and of 1,000,000
// units 0.2 s (sorting), a task stream of 500 units 6 ms and of 1,000,000 units 0.1 s, a scaling 28 ms (the quantiles of its band), a
// depth of 500 units 4 ms and of 1,000,000 units 0.8 s of processor time (sorting), a path of 10,000 points 3 ms, 6,000 trials 16 ms,
// a spread of 3,000 trials 4 ms. Improvement, forest, prediction, resources and efficiency take about what a speed-up does, ECDF and heat map about
// what latencies do (BenchmarkRows, BenchmarkDistributions). A program
// that imports chart is 5.8 MB larger, stripped, and links 0.06 s longer than one that imports fmt alone;
// without the build tag minimal, which leaves out gonum's other file formats, 7.8 MB and 0.2 s.
package chart
