package apiwork

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// measured returns the makespan of a trial in which no request fails.
func measured(b *testing.B, w lab.Workload, m lab.Model) time.Duration {
	b.Helper()
	r, err := lab.Run(b.Context(), lab.Experiment{Name: "bench", Workload: w, Models: lab.Models{m}, Trials: 1}, lab.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if failures := r.Trials[0].Failures; len(failures) > 0 {
		b.Fatal(len(failures), "requests failed:", failures)
	}
	return r.Trials[0].Wall
}

// The requests of 32 workers against those of wrk, a load generator in C, over as many connections to the same server: ratio is the time
// that a request takes in terms of wrk's. The goal is at most 2, half of wrk's throughput. cpu-ratio is the same of the processor time, the
// server's included, which says more where other programs run.
// go test -run - -bench Wrk -benchtime 10x threadboost/lib/apiwork
func BenchmarkFetchAgainstWrk(b *testing.B) {
	wrk, err := exec.LookPath("wrk")
	if err != nil {
		b.Skip("wrk is not installed (apt-get install wrk): there is nothing to compare with")
	}
	const workers = 32
	f := Fetch{Requests: 20_000}
	staged, stop, err := f.Stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	url, end := staged.(fetching).open()
	defer end()
	var ours, theirs []time.Duration // processor time of so many requests
	paired.RatioOf(b, func() time.Duration {
		before := cpu()
		wall := measured(b, staged, model.Pool{Workers: workers})
		ours = append(ours, cpu()-before)
		return wall
	}, func() time.Duration {
		before := cpu()
		cmd := exec.CommandContext(b.Context(), wrk, "-t1", fmt.Sprint("-c", workers), "-d1s", url+"0/0")
		out, err := cmd.CombinedOutput()
		found := regexp.MustCompile(`(?s)(\d+) requests in .*Requests/sec: +([0-9.]+)`).FindSubmatch(out)
		if err != nil || found == nil {
			b.Fatalf("wrk: %v\n%s", err, out)
		}
		requests, _ := strconv.ParseFloat(string(found[1]), 64)
		perSecond, _ := strconv.ParseFloat(string(found[2]), 64)
		used := cpu() - before + cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		theirs = append(theirs, time.Duration(float64(used)/requests*float64(f.Requests)))
		return time.Duration(float64(f.Requests) / perSecond * 1e9)
	})
	b.ReportMetric(float64(median(ours))/float64(median(theirs)), "cpu-ratio")
	b.ReportMetric(float64(median(ours).Microseconds())/float64(f.Requests), "cpu-us/request")
}

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// 10,000 requests that the server takes 10 ms for, over 512 workers. Improvement is 1 - makespan/sequential, where sequential is the sum of
// the latencies alone, 100 s: less than any sequential run takes, which for a sample of 20 requests is reported beside it. The goal is 99 %.
func BenchmarkImprovement(b *testing.B) {
	const latency, requests, sample = 10 * time.Millisecond, 10_000, 20
	for _, http2 := range []bool{false, true} {
		b.Run(fmt.Sprintf("http2=%t", http2), func(b *testing.B) {
			var together, alone, used []time.Duration
			for b.Loop() {
				f := Fetch{Requests: requests, Latency: Fixed(latency), HTTP2: http2}
				before := cpu()
				together = append(together, measured(b, f, model.Pool{Workers: 512}))
				used = append(used, cpu()-before)
				f.Requests = sample
				alone = append(alone, measured(b, f, model.Sequential{}))
			}
			makespan := float64(median(together))
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(makespan/1e6, "makespan-ms")
			b.ReportMetric(float64(median(used).Milliseconds()), "cpu-ms")
			b.ReportMetric(100*(1-makespan/float64(requests*latency)), "improvement-%")
			b.ReportMetric(100*(1-float64(together[0])/float64(requests*latency)), "most-%") // other programs make no trial shorter
			b.ReportMetric(100*(1-makespan/(float64(median(alone))/sample*requests)), "sampled-improvement-%")
		})
	}
}

// What a request costs, one after the other and without a latency.
func BenchmarkRequest(b *testing.B) {
	job, err := Fetch{}.Prepare(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer job.Close()
	b.ReportAllocs()
	for b.Loop() {
		if err := job.Do(b.Context(), 0, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// The same of a request with something more, in terms of a plain one.
// go test -run - -bench Extras -benchtime 20x threadboost/lib/apiwork
func BenchmarkExtras(b *testing.B) {
	for _, test := range []struct {
		name  string
		fetch Fetch
	}{
		{"http2", Fetch{HTTP2: true}},
		{"timeout", Fetch{Timeout: time.Minute}},
		{"hedge", Fetch{Hedge: time.Minute}},
		{"pauses", Fetch{Pauses: Pauses{Length: 1, First: time.Hour}}},
		{"64KiB", Fetch{Payload: 64 * lab.KiB}},
		{"1MiB", Fetch{Payload: lab.MiB}},
	} {
		b.Run(test.name, func(b *testing.B) { paired.Ratio(b, inARow(b, test.fetch), inARow(b, Fetch{})) })
	}
}

// inARow returns a function that sends 500 requests.
func inARow(b *testing.B, f Fetch) func() {
	job, err := f.Prepare(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { job.Close() })
	return func() {
		for range 500 {
			if err := job.Do(b.Context(), 0, 0); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// What chance costs the server, a draw from each law.
func BenchmarkLaw(b *testing.B) {
	for _, law := range []Law{Fixed(time.Millisecond), Exponential(time.Millisecond), LogNormal{Median: time.Millisecond}} {
		b.Run(fmt.Sprintf("%T", law), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				law.Delay(drawLatency.of(0, i&0xffff, 0))
			}
		})
	}
}
