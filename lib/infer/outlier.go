package infer

// Outliers are the places of values that lie far from the others, by the fences of Tukey, Exploratory Data
// Analysis (1977): mild ones beyond 1.5 times the distance of the quartiles from them, severe ones beyond 3
// times. They are told, never dropped: a slow trial is a fact about the machine or the model, and the
// median and the intervals of this package bear with it.
type Outliers struct {
	LowSevere, LowMild, HighMild, HighSevere []int // indices into the values
}

// OutliersOf classes xs. The quartiles are those of [Sample.Quantile], which a box plot shows. Values that are
// not finite are no outliers.
func OutliersOf(xs []float64) Outliers {
	s := NewSample(xs)
	var o Outliers
	q1, q3 := s.Quantile(0.25), s.Quantile(0.75)
	spread := q3 - q1
	for i, x := range xs {
		switch {
		case !isFinite(x):
		case x < q1-3*spread:
			o.LowSevere = append(o.LowSevere, i)
		case x < q1-1.5*spread:
			o.LowMild = append(o.LowMild, i)
		case x > q3+3*spread:
			o.HighSevere = append(o.HighSevere, i)
		case x > q3+1.5*spread:
			o.HighMild = append(o.HighMild, i)
		}
	}
	return o
}

// finite drops what is no measurement and keeps the order.
func finite(xs []float64) []float64 {
	kept := make([]float64, 0, len(xs))
	for _, x := range xs {
		if isFinite(x) {
			kept = append(kept, x)
		}
	}
	return kept
}
