//go:build linux

package supervise_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// lessonCell is what a lesson's cell does: it links the library, measures something small (some 0.15 s), and shows it.
const lessonCell = `import (
	"threadboost/lib/boost"
	"threadboost/lib/waitwork"
)
%%
df := boost.Compare(waitwork.Sleep{Units: 2, Wait: time.Microsecond})
_ = df`

// BenchmarkAgainstStock runs the same cells by our kernel and by GoNB alone, in pairs of random order, and reports
//
//	x-stock          the median of what ours takes as a part of what GoNB takes; x-stock-q1 and x-stock-q3 are its quartiles
//	ms-over-stock    the median of the differences
//	ours-ms          the median of ours
//
// GoNB alone asks the module proxy on every cell that is built; "offline" sets it beside one that does not. A cell that is empty is no
// business of GoNB's, and "shell" is the least that goes through both.
func BenchmarkAgainstStock(b *testing.B) {
	b.Run("start to first result", func(b *testing.B) {
		compare(b, ours(b), stock(b), func(spec kerneltest.Spec) func() {
			return func() {
				k := start(b, spec)
				c := connect(b, k)
				run(b, c, "%%\nfmt.Println(1)")
				c.Close()
				k.End()
			}
		})
	})
	offline := stock(b)
	offline.Env = append(offline.Env, "GOPROXY=off")
	for _, cell := range []struct {
		name, code string
		stock      kerneltest.Spec
	}{
		{"empty", " ", stock(b)}, {"shell", "!true", stock(b)},
		{"fmt", "%%\nfmt.Println(1)", stock(b)}, {"fmt offline", "%%\nfmt.Println(1)", offline},
		{"lesson", lessonCell, stock(b)}, {"lesson offline", lessonCell, offline},
		{"200,000 lines", "%%\nfor i := range 200_000 { fmt.Println(\"line\", i) }", stock(b)},
	} {
		b.Run(cell.name, func(b *testing.B) {
			compare(b, ours(b), cell.stock, func(spec kerneltest.Spec) func() {
				c := connect(b, start(b, spec))
				run(b, c, cell.code)
				return func() { run(b, c, cell.code) }
			})
		})
	}
}

func run(b *testing.B, c *kerneltest.Client, code string) {
	b.Helper()
	r, err := c.Execute(soon(b), kerneltest.Cell{Code: code})
	if err != nil || r.Executed().Status != "ok" {
		b.Fatalf("%q gave %v, %v", code, r, err)
	}
}

// compare times the work that prepare returns for each of two kernels.
func compare(b *testing.B, ours, stock kerneltest.Spec, prepare func(kerneltest.Spec) func()) {
	both := []func(){prepare(ours), prepare(stock)}
	var ratios, differences, times []float64
	for b.Loop() {
		var took [2]float64
		for _, i := range rand.Perm(2) {
			begun := time.Now()
			both[i]()
			took[i] = time.Since(begun).Seconds()
		}
		ratios = append(ratios, took[0]/took[1])
		differences = append(differences, 1000*(took[0]-took[1]))
		times = append(times, 1000*took[0])
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(quantile(ratios, 0.25), "x-stock-q1")
	b.ReportMetric(quantile(ratios, 0.5), "x-stock")
	b.ReportMetric(quantile(ratios, 0.75), "x-stock-q3")
	b.ReportMetric(quantile(differences, 0.5), "ms-over-stock")
	b.ReportMetric(quantile(times, 0.5), "ours-ms")
}

// quantile is the value below which a part of the list lies.
func quantile(list []float64, part float64) float64 {
	slices.Sort(list)
	return list[min(int(part*float64(len(list))), len(list)-1)]
}

// BenchmarkInterrupt stops cells by our kernel and by GoNB alone, and reports how many of 100 have ended within a second, and the longest of
// ours.
func BenchmarkInterrupt(b *testing.B) {
	for _, moment := range []struct {
		name, code string
		until      func(context.Context, *kerneltest.Exchange) error
	}{
		{"running", stopped[0].code, isReady},
		{"ignoring it", stopped[2].code, isReady},
		{"with a child", stopped[4].code, isReady},
		{"building", "", func(context.Context, *kerneltest.Exchange) error { time.Sleep(rand.N(2 * time.Second)); return nil }},
		{"input", "%with_inputs\n!bash -c 'read line; echo got $line'", func(ctx context.Context, x *kerneltest.Exchange) error {
			_, err := x.Question(ctx)
			return err
		}},
	} {
		b.Run(moment.name, func(b *testing.B) {
			both := []*victim{{spec: ours(b)}, {spec: stock(b)}}
			for b.Loop() {
				for _, i := range rand.Perm(2) {
					code := moment.code
					if code == "" {
						code = slowBuild(120)
					}
					both[i].stop(b, code, moment.until)
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(both[0].share(), "ours/100")
			b.ReportMetric(both[1].share(), "stock/100")
			b.ReportMetric(both[0].longest.Seconds()*1000, "ours-ms-max")
		})
	}
}

func isReady(ctx context.Context, x *kerneltest.Exchange) error { return x.AwaitText(ctx, "ready") }

// A victim is a kernel whose cells are stopped.
type victim struct {
	spec           kerneltest.Spec
	client         *kerneltest.Client // nil until there is a kernel
	kernel         *kerneltest.Kernel
	tried, stopped int
	longest        time.Duration
}

func (v *victim) share() float64 { return 100 * float64(v.stopped) / float64(v.tried) }

// stop stops a cell. A kernel in which it does not end is replaced.
func (v *victim) stop(b *testing.B, code string, until func(context.Context, *kerneltest.Exchange) error) {
	if v.client == nil {
		v.kernel = start(b, v.spec)
		v.client = connect(b, v.kernel)
		run(b, v.client, "%%\nfmt.Println(1)")
	}
	x := v.client.Run(kerneltest.Cell{Code: code})
	err := x.Await(soon(b), "execute_input", func(r kerneltest.Result) bool { return len(r.Of("execute_input")) > 0 })
	if err == nil {
		err = until(soon(b), x)
	}
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	v.client.Send(kerneltest.Control, v.interruption())
	v.tried++
	r, err := x.Wait(within(b, 5*stopsWithin))
	took := time.Since(begun)
	if err == nil && took <= stopsWithin && r.Executed().Status == "error" {
		v.stopped++
	}
	v.longest = max(v.longest, took)
	if err != nil {
		v.client.Close()
		v.kernel.End()
		v.client = nil
	}
}

// interruption is a request to stop, of which the answer is not waited for: GoNB's comes on another socket.
func (v *victim) interruption() [][]byte {
	session := v.kernel.Session()
	return session.Frames(session.New("interrupt_request", nil, struct{}{}))
}
