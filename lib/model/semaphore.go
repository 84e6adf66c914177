package model

import (
	"context"
	"sync"

	"threadboost/lib/lab"
)

// Semaphore starts one goroutine a unit, but holds the next one back while Limit of them are under way.
//
// Elsewhere: asyncio.Semaphore around tasks, java.util.concurrent.Semaphore around virtual threads, a buffered channel of tokens in Go.
//
// Cost of a unit: 820 ns (BenchmarkUnit).
//
// Choose it where [Goroutines] would be right if something did not have to stay bounded, and for units of very different length:
// whoever ends makes room for the next. Do not choose it for tiny units: each pays for the start of a goroutine, which a [Pool] pays
// once a worker.
//
// The worker of a unit is the number of the token that it holds.
type Semaphore struct {
	// Limit is how many units may be under way at once; zero means all.
	Limit int
}

// Run starts the units in their order, each as soon as there is a token for it.
func (s Semaphore) Run(ctx context.Context, job *lab.Job) error {
	limit, err := limitOf("Semaphore", s.Limit, job.Units)
	if err != nil {
		return err
	}
	tokens := numbered(limit)
	var wg sync.WaitGroup
	for i := range job.Units {
		token := <-tokens // need not select on ctx.Done: the units that hold the tokens end then
		if ctx.Err() != nil {
			break
		}
		wg.Go(func() {
			defer func() { tokens <- token }()
			do(ctx, job, token, i)
		})
	}
	wg.Wait()
	return ctx.Err()
}

// numbered returns a channel that holds the numbers below n.
func numbered(n int) chan int {
	tokens := make(chan int, n)
	for token := range n {
		tokens <- token
	}
	return tokens
}
