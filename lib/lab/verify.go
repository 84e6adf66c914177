package lab

import "fmt"

// A verifier compares each unit's checksum with the baseline's first trial. Trials that end before that one wait for it.
type verifier struct {
	baseline string
	want     *sums
	waiting  []sums
}

// sums are the checksums of one trial; a unit that failed has none.
type sums struct {
	model  string
	values []uint64
	failed map[int]string
}

// check returns an error for each trial that differs from the baseline, once that is known: for this one, and for those that waited.
func (v *verifier) check(s sums) (wrong []*ModelError) {
	if v.want == nil && s.model != v.baseline {
		v.waiting = append(v.waiting, s)
		return nil
	}
	if v.want == nil {
		v.want = &s
	}
	for _, other := range append(v.waiting, s) {
		if err := v.compare(other); err != nil {
			wrong = append(wrong, err)
		}
	}
	v.waiting = nil
	return wrong
}

func (v *verifier) compare(s sums) *ModelError {
	if len(s.values) != len(v.want.values) {
		return &ModelError{s.model, fmt.Errorf("it had a job of %d units, but %s one of %d: the workload must prepare equal jobs",
			len(s.values), v.baseline, len(v.want.values))}
	}
	for i, sum := range s.values {
		_, failed := s.failed[i]
		_, unknown := v.want.failed[i]
		if sum != v.want.values[i] && !failed && !unknown {
			return &ModelError{s.model, fmt.Errorf("its unit %d gave checksum %#x, but %#x under %s: the units share state that is not safe under concurrency, or the workload is not repeatable",
				i, sum, v.want.values[i], v.baseline)}
		}
	}
	return nil
}

// A ModelError says that a model broke the contract of [Model], or that its result was wrong. Its trial is not kept.
type ModelError struct {
	Model string
	Err   error
}

func (e *ModelError) Error() string { return fmt.Sprintf("lab: model %s: %v", e.Model, e.Err) }

// Unwrap returns what was wrong.
func (e *ModelError) Unwrap() error { return e.Err }
