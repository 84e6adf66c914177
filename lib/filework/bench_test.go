package filework

import (
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// staged stages a workload until the benchmark ends.
func staged(b *testing.B, w lab.Stager) lab.Workload {
	b.Helper()
	staged, release, err := w.Stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { release() })
	return staged
}

// makespan returns a function that runs a workload once, recorded and verified, and returns how long its units took in all.
func makespan(b *testing.B, w lab.Workload, m lab.Model) func() time.Duration {
	e := lab.Experiment{Name: "bench", Workload: w, Models: lab.Models{m}, Trials: 1}
	return func() time.Duration {
		results, err := lab.Run(b.Context(), e, lab.Options{})
		if err != nil || len(results.Trials[0].Failures) > 0 {
			b.Fatal(err, results)
		}
		return results.Trials[0].Wall
	}
}

// BenchmarkPool compares 32 workers with one, for each kind of work: an improvement of 60 % is a ratio of 0.40.
// go test -bench Pool -benchtime 20x threadboost/lib/filework
func BenchmarkPool(b *testing.B) {
	dir := b.TempDir()
	for _, w := range []lab.Stager{
		Read{Dir: dir},
		Read{Cold: true, Dir: dir},
		Write{Dir: dir},
		Write{Sync: true, Dir: dir},
		Copy{Dir: dir},
		Copy{Cold: true, Sync: true, Dir: dir},
		Corpus{Files: 1000},
		Corpus{Files: 1000, Cold: true},
		Search{In: Corpus{Files: 1000}},
		Search{"(?i)todo", Corpus{Files: 1000}},
		SlowDisk{Read{Dir: dir}, 5 * time.Millisecond},
	} {
		b.Run(lab.NameOf(w), func(b *testing.B) {
			w := staged(b, w)
			paired.RatioOf(b, makespan(b, w, model.Pool{Workers: 32}), makespan(b, w, model.Sequential{}))
		})
	}
}

// The library's reading of warm files, recorded and verified, against the same by hand: ratio is at most 1.05 on a quiet machine.
// go test -bench Read -benchtime 30x threadboost/lib/filework
func BenchmarkReadAgainstByHand(b *testing.B) {
	const workers = 4
	read := Read{Files: 2000, Dir: b.TempDir()}
	w := staged(b, read)
	hand := byHand{dir: w.(reading).path, files: read.Files, size: int(read.files().size)}
	paired.RatioOf(b, makespan(b, w, model.Pool{Workers: workers}), func() time.Duration {
		start := time.Now()
		if err := paired.Pool(workers, hand.files, hand.read); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	})
}

// The same against two threads of a C program, which sums words where we compute a CRC.
func BenchmarkReadAgainstC(b *testing.B) {
	const workers = 2
	read := Read{Files: 2000, Dir: b.TempDir()}
	w := staged(b, read)
	loop := compiled(b, "testdata/readloop.c")
	args := []string{w.(reading).path, strconv.Itoa(read.Files), strconv.Itoa(int(read.files().size)), strconv.Itoa(workers)}
	paired.RatioOf(b, makespan(b, w, model.Pool{Workers: workers}), func() time.Duration {
		out, err := exec.CommandContext(b.Context(), loop, args...).Output()
		if err != nil {
			b.Fatal(err)
		}
		ns, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		return time.Duration(ns)
	})
}

// compiled compiles a C program; a machine without a compiler has nothing to compare with.
func compiled(b *testing.B, source string) string {
	b.Helper()
	cc, err := exec.LookPath("cc")
	if err != nil {
		b.Skip("there is no C compiler here: ", err)
	}
	program := filepath.Join(b.TempDir(), "program")
	if out, err := exec.CommandContext(b.Context(), cc, "-O2", "-pthread", "-o", program, source).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

// byHand reads files without the lab: pooled buffers.
type byHand struct {
	dir         string
	files, size int
	buffers     sync.Pool
	sum         atomic.Uint32
}

func (h *byHand) read(i int) error {
	buf, ok := h.buffers.Get().(*[]byte)
	if !ok {
		fresh := make([]byte, h.size+1)
		buf = &fresh
	}
	defer h.buffers.Put(buf)
	f, err := os.Open(name(h.dir, i))
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.ReadFull(f, *buf)
	if n != h.size {
		return fmt.Errorf("%d bytes, want %d: %w", n, h.size, err)
	}
	h.sum.Add(crc32.Checksum((*buf)[:n], castagnoli))
	return nil
}

// BenchmarkUnit reports what a file costs, one after the other.
func BenchmarkUnit(b *testing.B) {
	for _, w := range []lab.Workload{
		Read{Dir: b.TempDir()}, Read{Cold: true, Dir: b.TempDir()},
		Write{Dir: b.TempDir()}, Write{Sync: true, Dir: b.TempDir()},
		Copy{Dir: b.TempDir()},
		Corpus{}, Search{}, Search{Pattern: "(?i)todo"},
	} {
		b.Run(lab.NameOf(w), func(b *testing.B) {
			e := lab.Experiment{Name: "bench", Workload: w, Models: lab.Models{model.Sequential{}}, Trials: 1}
			var wall time.Duration
			units := 0
			for b.Loop() {
				results, err := lab.Run(b.Context(), e, lab.Options{})
				if err != nil {
					b.Fatal(err)
				}
				wall += results.Trials[0].Wall
				units += results.Units
			}
			b.ReportMetric(0, "ns/op") // of a whole run
			b.ReportMetric(float64(wall.Microseconds())/float64(units), "us/file")
		})
	}
}
