package filework

import (
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// The library's reading of warm files, recorded and verified, against the same by hand: ratio is at most 1.05 on a quiet machine.
// go test -bench Read -benchtime 30x threadboost/lib/filework
func BenchmarkReadAgainstByHand(b *testing.B) {
	const workers = 4
	read := Read{Files: 2000, Dir: b.TempDir()}
	staged, release, err := read.Stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer release()
	e := lab.Experiment{Name: "bench", Workload: staged, Models: lab.Models{model.Pool{Workers: workers}}, Trials: 1}
	hand := byHand{dir: staged.(reading).path, files: read.Files, size: int(read.files().size)}
	paired.RatioOf(b, func() time.Duration {
		results, err := lab.Run(b.Context(), e, lab.Options{})
		if err != nil || len(results.Trials[0].Failures) > 0 {
			b.Fatal(err, results)
		}
		return results.Trials[0].Wall
	}, func() time.Duration {
		start := time.Now()
		if err := paired.Pool(workers, hand.files, hand.read); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	})
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

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// BenchmarkUnit reports what a file costs, one after the other.
func BenchmarkUnit(b *testing.B) {
	for _, w := range []lab.Workload{Read{Dir: b.TempDir()}, Write{Dir: b.TempDir()}, Write{Sync: true, Dir: b.TempDir()}} {
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
