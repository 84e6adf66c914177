package measure

// Records are what a [Recorder] kept of a trial. The columns that few trials have are nil where nothing was said.
type Records struct {
	Units    []Unit
	Due      []int64            // when each unit was due; nil: all at the start
	Ready    []int64            // how long each unit could have gone on after a wait, but had to queue for its turn
	Bytes    []int64            // bytes that each unit moved
	Stages   [][]Span           // of each stage, one span a unit
	Series   map[string][]Point // what the model observed, by name
	Failures map[int]string     // error text by unit
}

// Records hands over what was recorded. The recorder must not be used afterwards, and no unit may still run.
func (r *Recorder) Records() Records {
	return Records{
		Units: r.units, Due: r.due, Ready: r.ready.values(), Bytes: r.bytes.values(),
		Stages: r.stages.spans, Series: r.points(), Failures: r.failures,
	}
}
