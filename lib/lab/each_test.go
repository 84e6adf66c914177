package lab_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"math"
	"math/big"
	"strings"
	"sync/atomic"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// sumOf returns the checksum that lab takes of a result.
func sumOf[R any](result R) (uint64, error) {
	return lab.Each("sum", []int{0}, func(context.Context, int) (R, error) { return result, nil }).Do(context.Background(), 0)
}

func mustSum[R any](t *testing.T, result R) uint64 {
	t.Helper()
	sum, err := sumOf(result)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

type tree struct {
	name     string
	children []*tree
	tags     map[string]any
	size     [2]float32
	bytes    [3]byte
	ok       bool
	callback func()
	err      error
}

// grown makes a tree of new pointers, and lets change make it another one.
func grown(change func(*tree)) *tree {
	leaf := &tree{name: "leaf", bytes: [3]byte{1, 2, 3}, ok: true}
	root := &tree{
		name: "root", size: [2]float32{1, 2}, err: errors.New("no such file"),
		children: []*tree{leaf, {name: "other"}, nil},
		tags:     map[string]any{"a": 1, "b": "two", "c": []any{3.0, nil, complex(1, 2), uint8(4)}, "d": [2]byte{5, 6}},
	}
	change(root)
	return root
}

func TestEqualResultsHaveEqualChecksums(t *testing.T) {
	same := func(*tree) {}
	if a, b := mustSum(t, grown(same)), mustSum(t, grown(same)); a != b {
		t.Errorf("equal trees have the checksums %#x and %#x, want one", a, b)
	}
	if a, b := mustSum(t, []int(nil)), mustSum(t, []int{}); a != b {
		t.Errorf("no elements have the checksums %#x and %#x, want one", a, b)
	}
	if a, b := mustSum(t, big.NewInt(7)), mustSum(t, new(big.Int).Add(big.NewInt(3), big.NewInt(4))); a != b {
		t.Errorf("7 has the checksums %#x and %#x, want one", a, b)
	}
}

func TestDifferentResultsHaveDifferentChecksums(t *testing.T) {
	seen := make(map[uint64]int)
	for i, change := range []func(*tree){
		func(*tree) {},
		func(t *tree) { t.name = "roots" },
		func(t *tree) { t.children[0].name = "leaves" },
		func(t *tree) { t.children[0], t.children[1] = t.children[1], t.children[0] },
		func(t *tree) { t.children[2] = &tree{} },
		func(t *tree) { t.children = t.children[:2] },
		func(t *tree) { t.children[0].bytes[1] = 9 },
		func(t *tree) { t.children[0].ok = false },
		func(t *tree) { t.tags["a"] = 2 },
		func(t *tree) { t.tags["a"] = int64(1) },
		func(t *tree) { t.tags["a"], t.tags["b"] = t.tags["b"], t.tags["a"] },
		func(t *tree) { t.tags["c"].([]any)[2] = complex(2, 1) },
		func(t *tree) { t.tags["d"] = [2]byte{6, 5} },
		func(t *tree) { delete(t.tags, "d") },
		func(t *tree) { t.size[1] = float32(math.Inf(1)) },
		func(t *tree) { t.err = nil },
	} {
		sum := mustSum(t, grown(change))
		if other, found := seen[sum]; found {
			t.Errorf("changes %d and %d have the same checksum %#x", i, other, sum)
		}
		seen[sum] = i
	}
	for _, pair := range [][2]any{{0, 1}, {"", "a"}, {[]byte("ab"), []byte("ba")}, {1.0, 2.0}, {true, false}, {uint(1), uint(2)}, {[]string{"a", "b"}, []string{"ab", ""}}} {
		if a, b := mustSum(t, pair[0]), mustSum(t, pair[1]); a == b {
			t.Errorf("%v and %v have the same checksum %#x", pair[0], pair[1], a)
		}
	}
	black, white := image.NewRGBA(image.Rect(0, 0, 9, 9)), image.NewRGBA(image.Rect(0, 0, 9, 9))
	white.Pix[100] = 255
	if mustSum(t, image.Image(black)) == mustSum(t, image.Image(white)) {
		t.Error("two pictures have the same checksum")
	}
}

func TestResultsThatCannotBeCompared(t *testing.T) {
	ring := &tree{}
	ring.children = []*tree{{children: []*tree{ring}}}
	for _, test := range []struct {
		result any
		want   string
	}{
		{func() {}, "lab: a result of type interface {} cannot be compared: a func() has no meaning that can be compared; return what matters of it, such as a number, a text or struct{}{}"},
		{grown(func(t *tree) { t.children[1].callback = func() {} }), "field children: element 1: field callback: a func() has no meaning"},
		{map[string]chan int{"a": make(chan int)}, "an entry: a chan int has no meaning"},
		{map[any]int{make(chan int): 1}, "a key: a chan int has no meaning"},
		{uintptr(1), "a uintptr has no meaning"},
		{ring, "cannot be compared: it has more than 1000 levels, or points to itself; return"},
	} {
		if _, err := sumOf(test.result); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%T: the error is %v, want %s", test.result, err, test.want)
		}
	}
}

func TestEachItemIsDoneOnce(t *testing.T) {
	items := []string{"a", "bb", "ccc"}
	var calls [4]atomic.Int32
	w := lab.Each("lengths", items, func(_ context.Context, item string) (int, error) {
		calls[len(item)].Add(1)
		if item == "bb" {
			return 0, errUnit
		}
		return len(item), nil
	})
	r := mustRun(t, lab.Experiment{Name: "each", Workload: w, Models: lab.Models{model.Sequential{}, model.Goroutines{}}, Trials: 2}, lab.Options{})
	if r.Workload != "lengths" || r.Units != 3 {
		t.Errorf("the results are of %d units of %s, want 3 of lengths", r.Units, r.Workload)
	}
	for i := range items {
		if got := calls[i+1].Load(); got != 4 {
			t.Errorf("item %d was done %d times in 4 trials", i, got)
		}
	}
	for _, trial := range r.Trials {
		if len(trial.Failures) != 1 || trial.Failures[1] != errUnit.Error() {
			t.Errorf("failures are %v, want that of unit 1", trial.Failures)
		}
	}
}

// A result that is another one under a model is found, wherever in it the difference is.
func TestAWrongResultOfEachIsCaught(t *testing.T) {
	type answer struct{ words []string }
	calls := atomic.Int32{}
	w := lab.Each("answers", []int{1, 2, 3}, func(_ context.Context, item int) (*answer, error) {
		a := &answer{strings.Fields(strings.Repeat("word ", item))}
		if calls.Add(1) > 3 && item == 2 {
			a.words[1] = "sword"
		}
		return a, nil
	})
	_, err := lab.Run(t.Context(), lab.Experiment{Name: "wrong", Workload: w, Models: lab.Models{sequential}, Trials: 2}, lab.Options{})
	if err == nil || !strings.Contains(err.Error(), "lab: model Sequential: its unit 1 gave checksum") {
		t.Errorf("Run gave the error %v, want one of unit 1", err)
	}
}

func TestEachWithout(t *testing.T) {
	for want, w := range map[string]lab.Workload{
		"lab.Func has no Do":                        lab.Each[int, int]("nothing", []int{1}, nil),
		"the job has 0 units: at least 1 is needed": lab.Each("no items", nil, func(context.Context, int) (int, error) { return 0, nil }),
	} {
		_, err := lab.Run(t.Context(), lab.Experiment{Name: "without", Workload: w, Models: lab.Models{sequential}}, lab.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Run gave the error %v, want %s", err, want)
		}
	}
}

// BenchmarkEach reports what a unit costs that gives a result which is there already: its checksum.
func BenchmarkEach(b *testing.B) {
	type pair struct{ a, b int }
	bench(b, "number", 7)
	bench(b, "text of 10 B", "0123456789")
	bench(b, "text of 100 kB", strings.Repeat("0123456789", 10_000))
	bench(b, "100 kB", bytes.Repeat([]byte{7}, 100_000))
	bench(b, "10000 numbers", make([]float64, 10_000))
	bench(b, "5000 pairs", make([]pair, 5000))
}

func bench[R any](b *testing.B, name string, result R) {
	b.Run(name, func(b *testing.B) {
		do := lab.Each("bench", []int{0}, func(context.Context, int) (R, error) { return result, nil }).Do
		b.ReportAllocs()
		for b.Loop() {
			if _, err := do(b.Context(), 0); err != nil {
				b.Fatal(err)
			}
		}
	})
}
