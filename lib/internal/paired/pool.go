package paired

import (
	"errors"
	"sync"
)

// Pool calls unit for each i < n on so many workers that take turns at a channel, and joins the errors: what somebody would write
// by hand, to compare the lab with.
func Pool(workers, n int, unit func(i int) error) error {
	units := make(chan int, 2*workers)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range units {
				errs[w] = errors.Join(errs[w], unit(i))
			}
		})
	}
	for i := range n {
		units <- i
	}
	close(units)
	wg.Wait()
	return errors.Join(errs...)
}
