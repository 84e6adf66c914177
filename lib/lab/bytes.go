package lab

import "strconv"

// Bytes is a size in bytes.
type Bytes int64

// Sizes to multiply with: 64 * lab.KiB.
const (
	KiB Bytes = 1 << 10
	MiB Bytes = 1 << 20
	GiB Bytes = 1 << 30
)

// String gives the size in the largest unit that divides it, such as "64 KiB" or "1000 B".
func (b Bytes) String() string {
	for _, unit := range []struct {
		size Bytes
		name string
	}{{GiB, " GiB"}, {MiB, " MiB"}, {KiB, " KiB"}} {
		if b != 0 && b%unit.size == 0 {
			return strconv.FormatInt(int64(b/unit.size), 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(b), 10) + " B"
}
