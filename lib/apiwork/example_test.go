package apiwork_test

import (
	"context"
	"fmt"
	"time"

	"threadboost/lib/apiwork"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func ExampleFetch() {
	fetching := lab.Experiment{
		Name:     "fetching",
		Workload: apiwork.Fetch{Requests: 50, Latency: apiwork.Fixed(2 * time.Millisecond)},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 16}},
		Trials:   1,
	}
	results, err := lab.Run(context.Background(), fetching, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Workload)
	for _, model := range results.Models {
		trial := results.Of(model)[0]
		fmt.Println(model, "ran", len(trial.Units), "requests,", len(trial.Failures), "failed")
	}
	// Output:
	// 50 requests of 1 KiB, latency 2 ms
	// Sequential ran 50 requests, 0 failed
	// Pool(16) ran 50 requests, 0 failed
}

func ExampleExponential() {
	law := apiwork.Exponential(10 * time.Millisecond)
	for _, share := range []float64{0.5, 0.99} {
		fmt.Println(share, law.Delay(share).Round(time.Millisecond/10))
	}
	// Output:
	// 0.5 6.9ms
	// 0.99 46.1ms
}

// coffeeBreak is a law of one's own: one request in ten takes ten times as long.
type coffeeBreak time.Duration

func (c coffeeBreak) Delay(u float64) time.Duration {
	if u < 0.9 {
		return time.Duration(c)
	}
	return 10 * time.Duration(c)
}

func (c coffeeBreak) String() string {
	return fmt.Sprintf("%v, ten times that for one in ten", time.Duration(c))
}

func ExampleLaw() {
	fmt.Println(apiwork.Fetch{Requests: 100, Latency: coffeeBreak(time.Millisecond)})
	// Output:
	// 100 requests of 1 KiB, latency 1ms, ten times that for one in ten
}

func ExampleLogNormal() {
	law := apiwork.LogNormal{Median: 10 * time.Millisecond}
	for _, share := range []float64{0.5, 0.9, 0.99, 0.9999} {
		fmt.Println(share, law.Delay(share).Round(time.Millisecond))
	}
	// Output:
	// 0.5 10ms
	// 0.9 36ms
	// 0.99 100ms
	// 0.9999 397ms
}

// One request in five is answered 503. The failures are the same under each model, and so are the attempts that get through.
func ExampleRetry() {
	patient := apiwork.Fetch{Requests: 100, Errors: 0.2, Retry: apiwork.Retry{Attempts: 10, Backoff: time.Millisecond}}
	hasty := apiwork.Fetch{Requests: 100, Errors: 0.2}
	for _, fetch := range []apiwork.Fetch{hasty, patient} {
		results, err := lab.Run(context.Background(), lab.Experiment{
			Name: "errors", Workload: fetch, Models: lab.Models{model.Pool{Workers: 16}}, Trials: 1,
		}, lab.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		sent := 0
		for _, unit := range results.Trials[0].Units {
			sent += int(unit.Attempts)
		}
		fmt.Printf("%s: %d sent, %d failed\n", results.Workload, sent, len(results.Trials[0].Failures))
	}
	// Output:
	// 100 requests of 1 KiB, 20 % errors: 100 sent, 22 failed
	// 100 requests of 1 KiB, 20 % errors, 10 attempts: 128 sent, 0 failed
}

// The server stops for 100 ms. One worker that counts from the start of its requests sees a single slow one; the schedule tells how many
// users waited.
func ExamplePauses() {
	results, err := lab.Run(context.Background(), lab.Experiment{
		Name: "a pause",
		Workload: apiwork.Fetch{
			Requests: 120,
			Pauses:   apiwork.Pauses{Length: 100 * time.Millisecond, First: 10 * time.Millisecond},
			Arrivals: apiwork.Arrivals{PerSecond: 1000},
		},
		Models: lab.Models{model.Sequential{}},
		Trials: 1,
	}, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	trial := results.Trials[0]
	sinceStarted, sinceDue := 0, 0
	for i, unit := range trial.Units {
		if unit.Ended-unit.Started >= int64(50*time.Millisecond) {
			sinceStarted++
		}
		if trial.Latency(i) >= int64(50*time.Millisecond) {
			sinceDue++
		}
	}
	fmt.Println(results.Workload)
	fmt.Println("many took 50 ms since they were due:", sinceDue > 40)
	fmt.Println("as many since they were started:", sinceStarted > 40)
	// Output:
	// 120 requests of 1 KiB, a pause of 100 ms after 10 ms, open loop 1000/s
	// many took 50 ms since they were due: true
	// as many since they were started: false
}

func ExampleArrivals() {
	job, err := apiwork.Fetch{Requests: 3, Arrivals: apiwork.Arrivals{PerSecond: 200}}.Prepare(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer job.Close()
	fmt.Println(job.Due(0), job.Due(1), job.Due(2))
	// Output: 0s 5ms 10ms
}

// rarely is a law of one's own: one request in ten hangs.
type rarely struct{}

func (rarely) Delay(u float64) time.Duration {
	if u < 0.9 {
		return 0
	}
	return time.Minute
}

func (rarely) String() string { return "a minute for one in ten" }

func ExampleFetch_hedged() {
	results, err := lab.Run(context.Background(), lab.Experiment{
		Name:     "hedged",
		Workload: apiwork.Fetch{Requests: 20, Latency: rarely{}, Hedge: 30 * time.Millisecond, HTTP2: true},
		Models:   lab.Models{model.Pool{Workers: 4}},
		Trials:   1,
	}, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Workload)
	fmt.Println("failed:", len(results.Trials[0].Failures), "within a minute:", results.Trials[0].Wall < time.Minute)
	// Output:
	// 20 requests of 1 KiB, latency a minute for one in ten, hedged after 30 ms, HTTP/2
	// failed: 0 within a minute: true
}
