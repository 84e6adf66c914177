package suite

import (
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// waiting are the models for work that waits, w units at a time: one after the other, threaded, asynchronous, and all at once.
func waiting(w int) lab.Models {
	return lab.Models{model.Sequential{}, model.Pool{Workers: w}, model.EventLoop{Concurrency: w}, model.Goroutines{}}
}

// computing are the models for work that computes: as many workers as cores, told apart by how they get their units.
func computing() lab.Models {
	return lab.Models{model.Sequential{}, model.Pool{}, model.Chunks{}, model.Steal{}, model.EventLoop{}, model.Goroutines{}}
}

// contending are the models for work on shared state: the more at a time, the more they meet.
func contending() lab.Models {
	return lab.Models{model.Sequential{}, model.Pool{Workers: 2}, model.Pool{Workers: 32}, model.EventLoop{}, model.Goroutines{}}
}
