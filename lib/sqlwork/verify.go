package sqlwork

import (
	"context"
	"fmt"
)

// verify reads the rows and compares them with what the units must have left. What became of a unit that was not done here is not
// known: it failed, or ran in another process. All of it must be there then, or nothing. Where the table as a whole is not ours to
// judge, because other processes are still at work, only the units done here are looked at.
func (t *trial) verify(ctx context.Context, whole bool) error {
	v := &verification{
		trial: t, whole: whole, script: script{plan: t.plan},
		found: make(map[int64]Row), count: make([]int, t.plan.units), added: make(map[int64]int64),
	}
	if err := t.table.Rows(ctx, v.row); err != nil {
		return fmt.Errorf("sqlwork: the rows after the trial: %w", err)
	}
	for i := range t.done {
		if err := v.unit(i); err != nil {
			return fmt.Errorf("sqlwork: the rows after the trial: transaction %d: %w", i, err)
		}
	}
	if err := v.others(); err != nil {
		return fmt.Errorf("sqlwork: the rows after the trial: %w", err)
	}
	return nil
}

// A verification is a comparison of the rows that were found with the scripts of the units.
type verification struct {
	trial     *trial
	whole     bool
	script    script
	found     map[int64]Row   // rows of the units, and shared ones
	count     []int           // rows of each unit
	untouched int             // rows of no unit
	added     map[int64]int64 // to each shared row, by the units that were applied
	unsure    bool            // of a unit that adds to shared rows it does not show whether it was applied
}

// row takes a row that was found. One that no unit works on must be as it was.
func (v *verification) row(r Row) error {
	p := v.trial.plan
	unit, owned := p.owner(r.Key)
	switch {
	case owned:
		v.count[unit]++
	case r.Key < 0 && r.Key >= int64(-p.shared):
	case r.Key < 1 || r != p.row(r.Key):
		return fmt.Errorf("there is the row %+v, which no statement can have left", r)
	default:
		v.untouched++
		return nil
	}
	v.found[r.Key] = r
	return nil
}

// unit compares the rows of one unit.
func (v *verification) unit(i int) error {
	done := v.trial.done[i].Load()
	if !done && !v.whole {
		return nil
	}
	v.script.write(i)
	after := v.differ(i, v.script.live)
	if done && after != nil {
		return after
	}
	if !done {
		before := v.differ(i, v.prepared(i))
		if after != nil && before != nil {
			return fmt.Errorf("a part of it is there: after all of it, %w; before it, %w", after, before)
		}
		v.unsure = v.unsure || after == nil && before == nil
	}
	if after == nil {
		v.add()
	}
	return nil
}

// prepared returns the rows that are there for a unit.
func (v *verification) prepared(unit int) []Row {
	p := v.trial.plan
	rows := make([]Row, p.own)
	for k := range rows {
		rows[k] = p.row(p.ownKey(unit, k))
	}
	return rows
}

// differ says how the rows of a unit differ from those that it should have.
func (v *verification) differ(unit int, want []Row) error {
	for _, w := range want {
		if r, ok := v.found[w.Key]; !ok {
			return fmt.Errorf("the row %d is missing", w.Key)
		} else if r != w {
			return fmt.Errorf("the row %d has amount %d and note %q, want %d and %q", w.Key, r.Amount, r.Note, w.Amount, w.Note)
		}
	}
	if v.count[unit] != len(want) {
		return fmt.Errorf("it has %d rows, want %d", v.count[unit], len(want))
	}
	return nil
}

// add counts what the unit of the script has added to shared rows.
func (v *verification) add() {
	for _, s := range v.script.statements {
		if s.Row.Key < 0 {
			v.added[s.Row.Key] += s.Row.Amount
		}
	}
}

// others compares the rows that are nobody's own.
func (v *verification) others() error {
	p := v.trial.plan
	if want := p.rows - p.units*p.own; v.whole && v.untouched != want {
		return fmt.Errorf("of those that no statement has touched there are %d, want %d", v.untouched, want)
	}
	for n := range p.shared {
		if !v.whole || v.unsure {
			break
		}
		want := p.row(int64(-1 - n))
		want.Amount += v.added[want.Key]
		if r := v.found[want.Key]; r != want {
			return fmt.Errorf("the shared row is %+v, want %+v", r, want)
		}
	}
	return nil
}
