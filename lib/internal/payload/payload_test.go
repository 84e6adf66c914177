package payload

import (
	"bytes"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"threadboost/lib/lab"
)

func source(t testing.TB, units int, size lab.Bytes) *Source {
	t.Helper()
	s, err := New(t.Context(), units, size)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func content(s *Source, unit int) []byte {
	var all []byte
	for piece := range s.Chunks(unit) {
		all = append(all, piece...)
	}
	return all
}

func opens(data []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

var sizes = []struct {
	name string
	size lab.Bytes
}{
	{"one byte", 1},
	{"64 KiB", 64 * lab.KiB},
	{"buffer less one", chunk - 1},
	{"just the buffer", chunk},
	{"buffer and one", chunk + 1},
	{"three pieces", 3 * chunk},
	{"not whole", 3*chunk + 12345},
}

func TestReadGivesChecksum(t *testing.T) {
	for _, test := range sizes {
		t.Run(test.name, func(t *testing.T) {
			s := source(t, 4, test.size)
			data := content(s, 3)
			if len(data) != int(test.size) {
				t.Fatalf("content has %d bytes, want %d", len(data), test.size)
			}
			got, err := s.Read(t.Context(), 3, opens(data))
			if want := crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)); err != nil || got != want {
				t.Errorf("Read = %#x, %v, want %#x", got, err, want)
			}
		})
	}
}

func TestReadRefusesWrongContent(t *testing.T) {
	for _, test := range sizes {
		s := source(t, 4, test.size)
		data := content(s, 3)
		flipped := bytes.Clone(data)
		flipped[len(flipped)-1] ^= 1
		wrong := []struct {
			name string
			data []byte
			want string
		}{
			{"shortened", data[:len(data)-1], "bytes, want"},
			{"empty", nil, "0 bytes, want"},
			{"longer", append(bytes.Clone(data), 'x'), "bytes, want"},
			{"twice", append(bytes.Clone(data), data...), "bytes, want"},
			{"last bit", flipped, "checksum"},
		}
		for _, w := range wrong {
			t.Run(test.name+"/"+w.name, func(t *testing.T) {
				if _, err := s.Read(t.Context(), 3, opens(w.data)); err == nil || !strings.Contains(err.Error(), w.want) {
					t.Errorf("error is %v, want one with %q", err, w.want)
				}
			})
		}
	}
}

// endless is a stream without an end.
type endless struct{ read, closed int }

func (e *endless) Read(p []byte) (int, error) { e.read += len(p); return len(p), nil }
func (e *endless) Close() error               { e.closed++; return nil }

func TestReadOfEndlessStreamEnds(t *testing.T) {
	s, stream := source(t, 1, 3*chunk), &endless{}
	_, err := s.Read(t.Context(), 0, func() (io.ReadCloser, error) { return stream, nil })
	if err == nil || stream.closed != 1 || stream.read > 5*chunk {
		t.Errorf("error %v, closed %d times, %d bytes read: want an error, once, at most %d", err, stream.closed, stream.read, 5*chunk)
	}
}

func TestReadPassesErrorsOn(t *testing.T) {
	broken := errors.New("broken")
	s := source(t, 1, 3*chunk)
	half := io.MultiReader(bytes.NewReader(content(s, 0)[:2*chunk]), iotest.ErrReader(broken))
	tests := []struct {
		name string
		open func() (io.ReadCloser, error)
	}{
		{"open", func() (io.ReadCloser, error) { return nil, broken }},
		{"first read", func() (io.ReadCloser, error) { return io.NopCloser(iotest.ErrReader(broken)), nil }},
		{"later read", func() (io.ReadCloser, error) { return io.NopCloser(half), nil }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := s.Read(t.Context(), 0, test.open); !errors.Is(err, broken) {
				t.Errorf("error is %v, want one that wraps %v", err, broken)
			}
		})
	}
}

func TestCancelEndsEarly(t *testing.T) {
	s := source(t, 1, 64*lab.MiB)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stream := &endless{}
	_, read := s.Read(ctx, 0, func() (io.ReadCloser, error) { return stream, nil })
	_, compute := s.Compute(ctx, 0)
	_, made := New(ctx, 1, lab.GiB)
	for name, err := range map[string]error{"Read": read, "Compute": compute, "New": made} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error is %v, want %v", name, err, context.Canceled)
		}
	}
	if stream.read > chunk || stream.closed != 1 {
		t.Errorf("%d bytes read and closed %d times, want at most %d and once", stream.read, stream.closed, chunk)
	}
}

func TestUnitsDiffer(t *testing.T) {
	s := source(t, 100_000, 64)
	seen := make(map[uint32]int)
	for unit, sum := range s.sums {
		if other, found := seen[sum]; found && bytes.Equal(content(s, unit), content(s, other)) {
			t.Fatalf("units %d and %d have the same content", other, unit)
		}
		seen[sum] = unit
	}
}

func TestReadAllocatesNothing(t *testing.T) {
	s := source(t, 1, 64*lab.KiB)
	stream := bytes.NewReader(content(s, 0))
	closer := io.NopCloser(stream)
	ctx := t.Context()
	got := testing.AllocsPerRun(100, func() {
		stream.Seek(0, io.SeekStart)
		if _, err := s.Read(ctx, 0, func() (io.ReadCloser, error) { return closer, nil }); err != nil {
			t.Fatal(err)
		}
	})
	if got >= 1 {
		t.Errorf("%v allocations a unit, want 0", got)
	}
}

func FuzzReadOnlyAcceptsTheContent(f *testing.F) {
	s := source(f, 1, 100)
	right := content(s, 0)
	f.Add(right)
	f.Add(right[:99])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := s.Read(t.Context(), 0, opens(data))
		if (err == nil) != bytes.Equal(data, right) {
			t.Errorf("Read of %d bytes: error %v", len(data), err)
		}
	})
}

func TestContentIsTheSameEverywhere(t *testing.T) {
	block := make([]byte, 2*chunk)
	rand.NewChaCha8([32]byte{}).Read(block) // ChaCha8's output is fixed by its specification
	if got := content(source(t, 18, 8), 17); !bytes.Equal(got, block[17*stride%chunk:][:8]) {
		t.Errorf("content of unit 17 is %x", got)
	}
}
