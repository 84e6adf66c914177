package pages

import "testing"

// BenchmarkIndex is the first look-up of a name in lib: all packages are read.
func BenchmarkIndex(b *testing.B) {
	for b.Loop() {
		s := New(root)
		if n := len(s.inPackages(s.lib(), []string{"Pool"}, func(a, b string) bool { return a == b })); n != 1 {
			b.Fatal(n)
		}
	}
}

// BenchmarkPage is a page with its examples, the first time and later.
func BenchmarkPage(b *testing.B) {
	for _, name := range []string{"Pool", "model.Pool", "sync.WaitGroup", "http.Client", "Wokers"} {
		b.Run(name+"/first", func(b *testing.B) {
			for b.Loop() {
				New(root).Lookup(name)
			}
		})
		b.Run(name+"/later", func(b *testing.B) {
			s := New(root)
			s.Lookup(name)
			for b.Loop() {
				s.Lookup(name)
			}
		})
	}
}

func BenchmarkModels(b *testing.B) {
	for b.Loop() {
		New(root).Models()
	}
}
