package lab

import "context"

// Queue says that unit i is put into a queue now, for a model to call just before it does so. The first time counts. The records
// tell from it how many units were queued at each moment, and how long. Cost: a reading of the clock, under 90 ns.
func (j *Job) Queue(i int) {
	if j.trial != nil {
		j.trial.recorder.Queue(i)
	}
}

// Observe adds the value that something in the model has now to a series of that name, such as the limit that it has found. A name
// keeps at most 10,000 points: when there are more, the least and the greatest of neighbours stand for them.
func (j *Job) Observe(name string, value float64) {
	if j.trial != nil {
		j.trial.recorder.Observe(plainText(name), value)
	}
}

// Now returns the nanoseconds since the trial's start, the time in which units are recorded; 0 for a job that is not recorded.
func (j *Job) Now() int64 {
	if j.trial == nil {
		return 0
	}
	return j.trial.recorder.Now()
}

// Retried says that another attempt of the unit begins: a request that is sent again. Its record counts the attempts.
func Retried(ctx context.Context) {
	if u, ok := ctx.Value(unitKey{}).(*unitContext); ok {
		u.trial.recorder.Retry(u.unit)
	}
}

// AddBytes says that the unit has moved n bytes: read, written, sent or received.
func AddBytes(ctx context.Context, n int64) {
	if u, ok := ctx.Value(unitKey{}).(*unitContext); ok {
		u.trial.recorder.AddBytes(u.unit, n)
	}
}
