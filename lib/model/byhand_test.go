package model_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
)

// What somebody would write for the work of the benchmarks without the lab: no records, no names, no cancelling, no defaults.

func loop(ctx context.Context) {
	for i := range benchUnits {
		work(ctx, i)
	}
}

func goroutines(ctx context.Context) {
	var wg sync.WaitGroup
	for i := range benchUnits {
		wg.Go(func() { work(ctx, i) })
	}
	wg.Wait()
}

func semaphoreOfTwo(ctx context.Context) {
	tokens := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for i := range benchUnits {
		tokens <- struct{}{}
		wg.Go(func() {
			defer func() { <-tokens }()
			work(ctx, i)
		})
	}
	wg.Wait()
}

func poolOfTwo(ctx context.Context) { queueFor(2, func(i int) { work(ctx, i) }, func() {}) }

func threadsOfTwo(ctx context.Context) {
	queueFor(2, func(i int) { work(ctx, i) }, runtime.LockOSThread)
}

func queueFor(workers int, unit func(i int), begin func()) {
	queue := make(chan int, 2*workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			begin()
			for i := range queue {
				unit(i)
			}
		})
	}
	for i := range benchUnits {
		queue <- i
	}
	close(queue)
	wg.Wait()
}

func counterOfTwo(ctx context.Context) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < benchUnits; i = int(next.Add(1)) - 1 {
				work(ctx, i)
			}
		})
	}
	wg.Wait()
}

func chunksOfTwo(ctx context.Context) {
	var wg sync.WaitGroup
	for w := range 2 {
		wg.Go(func() {
			for i := w * benchUnits / 2; i < (w+1)*benchUnits/2; i++ {
				work(ctx, i)
			}
		})
	}
	wg.Wait()
}

func guidedOfTwo(ctx context.Context) {
	var mu sync.Mutex
	next := 0
	take := func() (from, to int) {
		mu.Lock()
		defer mu.Unlock()
		from = next
		next += max((benchUnits-from)/4, 1)
		return from, min(next, benchUnits)
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for from, to := take(); from < benchUnits; from, to = take() {
				for i := from; i < to; i++ {
					work(ctx, i)
				}
			}
		})
	}
	wg.Wait()
}

// stealOfTwo has deques with locks.
func stealOfTwo(ctx context.Context) {
	type deque struct {
		sync.Mutex
		from, to int
		_        [40]byte
	}
	deques := [2]deque{{to: benchUnits / 2}, {from: benchUnits / 2, to: benchUnits}}
	pop := func(d *deque) (int, bool) {
		d.Lock()
		defer d.Unlock()
		if d.from == d.to {
			return 0, false
		}
		d.from++
		return d.from - 1, true
	}
	steal := func(mine, other *deque) bool {
		other.Lock()
		middle := (other.from + other.to) / 2
		from, to := middle, other.to
		other.to = middle
		other.Unlock()
		mine.Lock()
		mine.from, mine.to = from, to
		mine.Unlock()
		return from < to
	}
	var wg sync.WaitGroup
	for w := range 2 {
		wg.Go(func() {
			mine, other := &deques[w], &deques[1-w]
			for {
				if i, ok := pop(mine); ok {
					work(ctx, i)
				} else if !steal(mine, other) {
					return
				}
			}
		})
	}
	wg.Wait()
}

// pipelineOfThree runs three stages of a third of the work each.
func pipelineOfThree(ctx context.Context) {
	first, second, third := make(chan int, 16), make(chan int, 16), make(chan int, 16)
	var wg sync.WaitGroup
	stage := func(in <-chan int, out chan<- int) {
		for i := range in {
			third1000(ctx, i)
			if out != nil {
				out <- i
			}
		}
		if out != nil {
			close(out)
		}
	}
	wg.Go(func() { stage(first, second) })
	wg.Go(func() { stage(second, third) })
	wg.Go(func() { stage(third, nil) })
	for i := range benchUnits {
		first <- i
	}
	close(first)
	wg.Wait()
}

func futuresOfTwo(ctx context.Context) {
	var pending [2]chan error
	for i := range benchUnits {
		if i >= 2 {
			<-pending[i%2]
		}
		done := make(chan error, 1)
		pending[i%2] = done
		go func() {
			_, err := work(ctx, i)
			done <- err
		}()
	}
	<-pending[0]
	<-pending[1]
}

// loopOfTwo gives the turn to one goroutine at a time; each gives it back for a wait that is over at once.
func loopOfTwo(ctx context.Context) {
	type task struct {
		unit   int
		resume chan struct{}
	}
	ready, gaveBack := make(chan task, 2), make(chan bool)
	start := func(t task) {
		work(ctx, t.unit)
		gaveBack <- false
		nothing()
		ready <- t
		<-t.resume
		gaveBack <- true
	}
	next := 0
	admit := func() {
		if next < benchUnits {
			ready <- task{unit: next}
			next++
		}
	}
	admit()
	admit()
	for ended := 0; ended < benchUnits; {
		t := <-ready
		if t.resume == nil {
			t.resume = make(chan struct{})
			go start(t)
		} else {
			t.resume <- struct{}{}
		}
		if <-gaveBack {
			ended++
			admit()
		}
	}
}

func actorsOfTwo(ctx context.Context) {
	var mailboxes [2]chan int
	var wg sync.WaitGroup
	for w := range mailboxes {
		mailboxes[w] = make(chan int, 16)
		wg.Go(func() {
			for i := range mailboxes[w] {
				work(ctx, i)
			}
		})
	}
	for i := range benchUnits {
		mailboxes[key(i)%2] <- i
	}
	close(mailboxes[0])
	close(mailboxes[1])
	wg.Wait()
}

// millionASecond starts a goroutine a unit, with at most 1000 of them at once after a pause.
func millionASecond(ctx context.Context) {
	const rate, burst = 1e6, 1000
	tokens, last := float64(burst), time.Now()
	var wg sync.WaitGroup
	for i := range benchUnits {
		now := time.Now()
		tokens = min(burst, tokens+now.Sub(last).Seconds()*rate)
		last = now
		tokens--
		if tokens < 0 {
			time.Sleep(time.Duration(-tokens / rate * 1e9))
		}
		wg.Go(func() { work(ctx, i) })
	}
	wg.Wait()
}

// measuredTwo are two units at a time whose latencies are summed up, as a limiter does whose limit stays.
func measuredTwo(ctx context.Context) {
	ended := make(chan time.Duration, 2)
	var sum time.Duration
	for i := range benchUnits {
		if i >= 2 {
			sum += <-ended
		}
		go func() {
			start := time.Now()
			work(ctx, i)
			ended <- time.Since(start)
		}()
	}
	for range 2 {
		sum += <-ended
	}
	latencies = sum
}

var latencies time.Duration

func errgroupOfTwo(ctx context.Context) {
	var group errgroup.Group
	group.SetLimit(2)
	for i := range benchUnits {
		group.Go(func() error {
			_, err := work(ctx, i)
			return err
		})
	}
	group.Wait()
}

func concOfTwo(ctx context.Context) {
	p := pool.New().WithMaxGoroutines(2)
	for i := range benchUnits {
		p.Go(func() { work(ctx, i) })
	}
	p.Wait()
}

func antsOfTwo(ctx context.Context) {
	p, err := ants.NewPool(2)
	if err != nil {
		panic(err)
	}
	defer p.Release()
	var wg sync.WaitGroup
	wg.Add(benchUnits)
	for i := range benchUnits {
		p.Submit(func() {
			defer wg.Done()
			work(ctx, i)
		})
	}
	wg.Wait()
}

func pondOfTwo(ctx context.Context) {
	p := pond.NewPool(2)
	for i := range benchUnits {
		p.Go(func() { work(ctx, i) })
	}
	p.StopAndWait()
}
