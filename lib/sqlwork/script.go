package sqlwork

import (
	"fmt"
	"math/rand/v2"
)

// A script is the statements of one unit and what they come to. It is used again for another unit.
type script struct {
	*plan
	unit       int
	kinds      rand.PCG
	picks      rand.PCG
	inserted   int
	live       []Row // those of the unit's rows that are there
	statements []Statement
	found      []Row // what each Select has to find
}

// write makes it the script of a unit.
func (s *script) write(unit int) {
	s.unit, s.inserted = unit, 0
	s.kinds.Seed(s.seed, uint64(unit))
	s.picks.Seed(^s.seed, uint64(unit))
	s.live = s.live[:0]
	for k := range s.own {
		s.live = append(s.live, s.row(s.ownKey(unit, k)))
	}
	s.statements, s.found = s.statements[:0], s.found[:0]
	for range s.batch {
		s.add(s.kind(&s.kinds))
	}
}

// add appends a statement and does to the unit's rows what it does.
func (s *script) add(kind Kind) {
	row, found := Row{}, Row{}
	switch kind {
	case Insert:
		row = s.row(s.newKey(s.unit, s.inserted))
		s.inserted++
		s.live = append(s.live, row)
	case Select:
		found = s.live[s.pick()]
		row.Key = found.Key
	case Update:
		row = s.update()
	case Delete:
		at, last := s.pick(), len(s.live)-1
		row.Key = s.live[at].Key
		s.live[at] = s.live[last]
		s.live = s.live[:last]
	}
	s.statements = append(s.statements, Statement{Kind: kind, Row: row})
	s.found = append(s.found, found)
}

// pick chooses one of the rows that are there.
func (s *script) pick() int { return draw(&s.picks, len(s.live)) }

func (s *script) update() Row {
	amount := int64(1 + draw(&s.picks, 100))
	if s.shared > 0 {
		return Row{Key: int64(-1 - draw(&s.picks, s.shared)), Amount: amount}
	}
	r := &s.live[s.pick()]
	r.Amount += amount
	return Row{Key: r.Key, Amount: amount}
}

// wrong says which statement gave something else than it had to, or "".
func (s *script) wrong() string {
	for i := range s.statements {
		st := &s.statements[i]
		switch {
		case st.Count != 1:
			return fmt.Sprintf("%v of the row %d: it found %d rows, want 1", st.Kind, st.Row.Key, st.Count)
		case st.Kind == Select && (st.Got.Amount != s.found[i].Amount || st.Got.Note != s.found[i].Note):
			return fmt.Sprintf("select of the row %d: it gave amount %d and note %q, want %d and %q",
				st.Row.Key, st.Got.Amount, st.Got.Note, s.found[i].Amount, s.found[i].Note)
		}
	}
	return ""
}

// sum is a checksum of what the statements gave.
func (s *script) sum() (sum uint64) {
	for i := range s.statements {
		st := &s.statements[i]
		sum = mix(sum + uint64(st.Count))
		if st.Kind != Select {
			continue
		}
		sum = mix(sum ^ uint64(st.Got.Amount))
		for j := range len(st.Got.Note) {
			sum = (sum ^ uint64(st.Got.Note[j])) * 1099511628211 // the step of FNV-1a
		}
	}
	return sum
}
