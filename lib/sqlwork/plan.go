package sqlwork

import (
	"context"
	"fmt"
	"iter"
	"math/bits"
	"math/rand/v2"
)

// A plan knows the statements of each unit, and which rows there are before and after. Nothing of it is stored: a unit's statements
// follow from the seed and its number, so that a worker in another process has the same.
//
// Each unit has rows of its own, prepared ones and those that it inserts, and touches no others but the shared ones, to which it only
// adds. So the outcome is the same in whatever order the units run.
type plan struct {
	units, batch, rows, shared int

	mix    Mix
	seed   uint64
	own    int // prepared rows that a unit works on
	stride int // from one of them to the next, in units
	text   string
}

// noteSize is how long a note is, in bytes.
const noteSize = 64

func newPlan(ctx context.Context, c CRUD) (*plan, error) {
	p := &plan{units: c.Units, batch: c.Batch, rows: c.Rows, shared: c.Shared, mix: c.Mix, seed: c.Seed, text: text(c.Seed)}
	need, err := p.need(ctx)
	if err != nil {
		return nil, err
	}
	if p.rows == 0 {
		p.rows = max(defaultRows, need*p.units)
	}
	if p.rows < need*p.units {
		return nil, fmt.Errorf("it asks for %d rows: want at least %d, because each of the %d transactions works on up to %d rows of its own, or 0 for that",
			p.rows, need*p.units, p.units, need)
	}
	each := p.rows / p.units
	p.own = min(each, need+p.batch)
	if p.own > 0 {
		p.stride = each / p.own
	}
	return p, nil
}

// need returns how many rows of its own a unit needs, so that it never runs out of them.
func (p *plan) need(ctx context.Context) (need int, err error) {
	pcg := new(rand.PCG)
	for i := range p.units {
		if i%1000 == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		pcg.Seed(p.seed, uint64(i))
		live := 0
		for range p.batch {
			switch p.kind(pcg) {
			case Insert:
				live--
			case Delete:
				live++
				need = max(need, live)
			case Update:
				if p.shared == 0 {
					need = max(need, live+1)
				}
			case Select:
				need = max(need, live+1)
			}
		}
	}
	return need, nil
}

// kind draws a statement.
func (p *plan) kind(from *rand.PCG) Kind {
	weights := p.mix.weights()
	n := draw(from, weights[0]+weights[1]+weights[2]+weights[3])
	kind := Insert
	for n >= weights[kind] {
		n -= weights[kind]
		kind++
	}
	return kind
}

// draw returns a number from 0 to n-1.
func draw(from *rand.PCG, n int) int {
	high, _ := bits.Mul64(from.Uint64(), uint64(n))
	return int(high)
}

// row is what is prepared or inserted under a key.
func (p *plan) row(key int64) Row {
	h := mix(p.seed + uint64(key))
	at := h % uint64(len(p.text)-noteSize)
	return Row{key, int64(h >> 44), p.text[at : at+noteSize]}
}

// mix makes neighbouring numbers differ in all bits (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// text is what notes are windows of: letters, digits and blanks.
func text(seed uint64) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789  "
	random := rand.New(rand.NewPCG(seed, 0))
	b := make([]byte, 64<<10)
	for i := range b {
		b[i] = letters[random.IntN(len(letters))]
	}
	return string(b)
}

// before returns the rows that are there when a trial begins: the shared ones have keys below 0, the others from 1.
func (p *plan) before() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for key := int64(-p.shared); key <= int64(p.rows); key++ {
			if key != 0 && !yield(p.row(key)) {
				return
			}
		}
	}
}

// ownKey is the key of the k-th prepared row of a unit.
func (p *plan) ownKey(unit, k int) int64 { return int64(k*p.stride*p.units + unit + 1) }

// newKey is the key of the n-th row that a unit inserts.
func (p *plan) newKey(unit, n int) int64 { return int64(p.rows + n*p.units + unit + 1) }

// owner returns the unit that works on the row of a key, if there is one.
func (p *plan) owner(key int64) (unit int, ok bool) {
	switch n := int(key) - 1; {
	case n < 0:
		return 0, false
	case n >= p.rows:
		return (n - p.rows) % p.units, true
	default:
		turn := n / p.units
		return n % p.units, p.own > 0 && turn%p.stride == 0 && turn/p.stride < p.own
	}
}
