package apiwork

import (
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// The library's requests, recorded and verified, against the same by hand: ratio is at most 1.05 on a quiet machine.
// go test -bench Fetch -benchtime 30x threadboost/lib/apiwork
func BenchmarkFetchAgainstByHand(b *testing.B) {
	for _, test := range []struct {
		name    string
		fetch   Fetch
		workers int
	}{
		{"latency=0", Fetch{Requests: 2000}, 8},
		{"latency=10ms", Fetch{Requests: 1000, Latency: Fixed(10 * time.Millisecond)}, 64},
	} {
		b.Run(test.name, func(b *testing.B) { againstByHand(b, test.fetch, test.workers) })
	}
}

func againstByHand(b *testing.B, f Fetch, workers int) {
	staged, stop, err := f.Stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	e := lab.Experiment{Name: "bench", Workload: staged, Models: lab.Models{model.Pool{Workers: workers}}, Trials: 1}
	running := staged.(fetching)
	url, end := running.open()
	defer end()
	hand := byHand{url: url}
	paired.RatioOf(b, func() time.Duration {
		results, err := lab.Run(b.Context(), e, lab.Options{})
		if err != nil || len(results.Trials[0].Failures) > 0 {
			b.Fatal(err, results)
		}
		return results.Trials[0].Wall
	}, func() time.Duration {
		c := newClient(running.fetch, running.backlog)
		defer c.close()
		start := time.Now()
		if err := paired.Pool(workers, running.fetch.Requests, func(i int) error { return hand.fetch(b.Context(), c, i) }); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	})
}

// byHand sends requests without the lab: pooled buffers, a context to call it off.
type byHand struct {
	url     string
	buffers sync.Pool
	sum     atomic.Uint32
}

func (h *byHand) fetch(ctx context.Context, c *client, i int) error {
	buf, ok := h.buffers.Get().(*[]byte)
	if !ok {
		fresh := make([]byte, lab.KiB+1)
		buf = &fresh
	}
	defer h.buffers.Put(buf)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+strconv.Itoa(i)+"/0", nil)
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	n, err := io.ReadFull(response.Body, *buf)
	if n != int(lab.KiB) || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s, %d bytes, want %d: %w", response.Status, n, lab.KiB, err)
	}
	h.sum.Add(crc32.Checksum((*buf)[:n], castagnoli))
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)
