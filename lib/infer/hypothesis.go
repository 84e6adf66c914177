package infer

// Test is the outcome of a two-sided test that there is no difference, no order or no trend.
type Test struct {
	Statistic float64 // which one, the function that made the test says
	P         float64 // how often chance alone gives as much or more; NaN where nothing can be tested
	Exact     bool    // P is counted, not approximated
	Warnings  []Warning
}
