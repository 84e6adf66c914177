package wire

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// records are n records as a worker sends them, some seconds after its start.
func records(n int) Records {
	rs := make(Records, n)
	for i := range rs {
		started := int64(3e9 + i*1000)
		rs[i] = Record{Unit: 1000 + i, Started: started, Ended: started + 900, Attempts: 1, Sum: uint64(i) * 0x9e3779b97f4a7c15}
	}
	return rs
}

func BenchmarkWriter(b *testing.B) {
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprintf("records=%d", n), func(b *testing.B) {
			var m Message = records(n)
			w := NewWriter(io.Discard)
			b.ReportAllocs()
			for b.Loop() {
				w.Send(m)
			}
			b.ReportMetric(float64(len(Encode(m))+header)/float64(n), "B/record")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
		})
	}
}

func BenchmarkReader(b *testing.B) {
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprintf("records=%d", n), func(b *testing.B) {
			whole := stream(b, records(n))
			r := NewReader(io.MultiReader(bytes.NewReader(whole[:len(greeting+version)]), &endless{frame: whole[len(greeting+version):]}))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Receive(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
		})
	}
}

// endless is a frame again and again.
type endless struct {
	frame []byte
	at    int
}

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.frame[e.at:])
	e.at = (e.at + n) % len(e.frame)
	return n, nil
}
