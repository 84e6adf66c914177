package lab_test

import (
	"testing"
	"time"

	"threadboost/lib/lab"
)

type (
	bare  struct{}
	sized struct{ Workers, Queue int }
	mixed struct {
		Size   lab.Bytes
		Wait   time.Duration
		Deep   sized
		hidden int
		Sync   bool
	}
	boxed[T any] struct{ Of T }
	function     func()
	titled       struct{ Title string }
)

func (t titled) String() string { return t.Title }

func TestNameOf(t *testing.T) {
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"type without fields", bare{}, "bare"},
		{"no field set", sized{}, "sized"},
		{"first field", sized{Workers: 8}, "sized(8)"},
		{"second field", sized{Queue: 16}, "sized(Queue=16)"},
		{"both fields", sized{8, 16}, "sized(8, Queue=16)"},
		{"pointer", &sized{Workers: 8}, "sized(8)"},
		{"fields with units; structs and unexported fields are left out",
			mixed{64 * lab.KiB, 5 * time.Millisecond, sized{1, 2}, 3, true}, "mixed(64 KiB, Wait=5ms, Sync=true)"},
		{"type argument", boxed[int]{4}, "boxed(4)"},
		{"function type", function(nil), "function"},
		{"type without a name", struct{ N int }{2}, "struct { N int }(2)"},
		{"String method", titled{"my own"}, "my own"},
		{"String method of a nil pointer", (*titled)(nil), "nil"},
		{"nil", nil, "nil"},
		{"markup stays as it is", titled{"<script>alert(1)</script>"}, "<script>alert(1)</script>"},
		{"text that a file would not give back", titled{"a\r\nb\x00\xff"}, "a\nb\ufffd\ufffd"},
		{"function workload", lab.Func{Units: 3}, "function"},
		{"named function workload", lab.Func{Name: "naps"}, "naps"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := lab.NameOf(test.value); got != test.want {
				t.Errorf("NameOf(%#v) = %q, want %q", test.value, got, test.want)
			}
		})
	}
}

func TestBytesString(t *testing.T) {
	tests := []struct {
		size lab.Bytes
		want string
	}{
		{0, "0 B"}, {1, "1 B"}, {1000, "1000 B"}, {1023, "1023 B"}, {1024, "1 KiB"}, {1536, "1536 B"},
		{64 * lab.KiB, "64 KiB"}, {1024 * lab.KiB, "1 MiB"}, {3 * lab.GiB, "3 GiB"}, {-2 * lab.KiB, "-2 KiB"},
	}
	for _, test := range tests {
		if got := test.size.String(); got != test.want {
			t.Errorf("Bytes(%d).String() = %q, want %q", int64(test.size), got, test.want)
		}
	}
}
