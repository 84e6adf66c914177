package sqlwork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"threadboost/lib/lab"
)

// CRUD inserts, selects, updates and deletes rows of a table, one transaction a unit.
type CRUD struct {
	DB Database `json:"-"`
	// Units is the number of transactions; zero means 200.
	Units int
	// Batch is how many statements a transaction has; zero means 1.
	Batch int
	// Mix says how often each statement comes; zero means equally often.
	Mix Mix
	// Rows is how many rows are in the table when a trial begins; zero means 1,000, or more where the transactions need more. Each
	// transaction selects, updates and deletes rows of its own among them.
	Rows int
	// Shared is how many rows, beside the others, take all updates, so that transactions meet at them; zero means none.
	Shared int
	// Connections is how many the units have at most; zero means 32.
	Connections int
	// OneWriter sends all transactions that write over one of the connections, for which they queue.
	OneWriter bool
	// Seed decides which statements and rows it is; zero means 1.
	Seed uint64
}

// A Mix is the weights of the statements: with {Select: 9, Insert: 1} one in ten inserts.
type Mix struct{ Insert, Select, Update, Delete int }

const (
	defaultUnits       = 200
	defaultRows        = 1000
	defaultConnections = 32
)

// The most that a CRUD can ask for: more would be a slip of the pen.
const (
	maxStatements  = 10_000_000
	maxRows        = 100_000_000
	maxConnections = 10_000
	maxWeight      = 1_000_000
)

func (c CRUD) withDefaults() CRUD {
	c.Units = cmp.Or(c.Units, defaultUnits)
	c.Batch = cmp.Or(c.Batch, 1)
	c.Mix = cmp.Or(c.Mix, Mix{1, 1, 1, 1})
	c.Connections = cmp.Or(c.Connections, defaultConnections)
	c.Seed = cmp.Or(c.Seed, 1)
	return c
}

func (c CRUD) check() error {
	switch {
	case c.Units < 0 || c.Batch < 0 || c.Units > maxStatements/c.Batch:
		return fmt.Errorf("it asks for %d transactions of %d statements: want at least 1 of 1, at most %d in all", c.Units, c.Batch, maxStatements)
	case c.Rows < 0 || c.Rows > maxRows || c.Shared < 0 || c.Shared > maxRows:
		return fmt.Errorf("it asks for %d rows and %d shared ones: want 0 to %d", c.Rows, c.Shared, maxRows)
	case c.Connections < 0 || c.Connections > maxConnections:
		return fmt.Errorf("it asks for %d connections: want 1 to %d, or 0 for %d", c.Connections, maxConnections, defaultConnections)
	}
	return c.Mix.check()
}

func (m Mix) check() error {
	for kind, weight := range m.weights() {
		if weight < 0 || weight > maxWeight {
			return fmt.Errorf("its mix has %d %ss: want weights of 0 to %d", weight, Kind(kind), maxWeight)
		}
	}
	return nil
}

// weights are in the order of the kinds.
func (m Mix) weights() [4]int { return [4]int{m.Insert, m.Select, m.Update, m.Delete} }

// String describes the mix, such as "CRUD" for four equal weights, or "select 9 : insert 1".
func (m Mix) String() string {
	if m.Insert == m.Select && m.Insert == m.Update && m.Insert == m.Delete {
		return "CRUD"
	}
	var parts []string
	for kind, weight := range m.weights() {
		if weight != 0 {
			parts = append(parts, fmt.Sprintf("%v %d", Kind(kind), weight))
		}
	}
	if len(parts) == 1 {
		name, _, _ := strings.Cut(parts[0], " ")
		return name
	}
	return strings.Join(parts, " : ")
}

// String describes the work, such as "200 CRUD transactions of 100 statements on SQLite (zombiezen), full durability".
func (c CRUD) String() string {
	shown := c.withDefaults()
	var b strings.Builder
	fmt.Fprintf(&b, "%d %v ", shown.Units, shown.Mix)
	if shown.Batch == 1 {
		fmt.Fprintf(&b, "statement%s", plural(shown.Units))
	} else {
		fmt.Fprintf(&b, "transaction%s of %d statements", plural(shown.Units), shown.Batch)
	}
	if c.DB != nil {
		fmt.Fprintf(&b, " on %v", c.DB)
	}
	if c.Rows != 0 {
		fmt.Fprintf(&b, ", %d row%s", c.Rows, plural(c.Rows))
	}
	if c.Shared != 0 {
		fmt.Fprintf(&b, ", updates share %d row%s", c.Shared, plural(c.Shared))
	}
	if c.Connections != 0 {
		fmt.Fprintf(&b, ", %d connection%s", c.Connections, plural(c.Connections))
	}
	if c.OneWriter {
		b.WriteString(", one writer")
	}
	return b.String()
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// Stage makes the table and opens the connections; release closes and removes them. It refuses what cannot be done before it opens
// anything.
func (c CRUD) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	w, err := c.stage(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("sqlwork: CRUD: %w", err)
	}
	return w, w.close, nil
}

func (c CRUD) stage(ctx context.Context) (*work, error) {
	if c.DB == nil {
		return nil, errors.New("it has no database: set DB, for example to sqlitedb.Direct{}")
	}
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	p, err := newPlan(ctx, c)
	if err != nil {
		return nil, err
	}
	table, err := c.DB.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", c.DB, err)
	}
	w := &work{crud: c, plan: p, table: table, pools: newPools(table, c.Connections, c.OneWriter)}
	if err := w.pools.connect(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%v: %w", c.DB, err), w.close())
	}
	return w, nil
}

// Prepare makes a job with a table of its own, which its Close removes. A run shares it among its trials: see [CRUD.Stage].
func (c CRUD) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, c) }

// work is a CRUD whose table is there.
type work struct {
	crud  CRUD // without zero values, but for Rows
	plan  *plan
	table Table
	pools *pools
}

func (w *work) close() error { return errors.Join(w.pools.close(), w.table.Close()) }

// Prepare fills the table and makes a job on it.
func (w *work) Prepare(ctx context.Context) (*lab.Job, error) {
	if err := w.table.Fill(ctx, w.plan.before()); err != nil {
		return nil, fmt.Errorf("sqlwork: CRUD: the rows before the trial: %w", err)
	}
	spec, err := w.spec()
	if err != nil {
		return nil, fmt.Errorf("sqlwork: CRUD: %w", err)
	}
	t := newTrial(w)
	return &lab.Job{Units: w.plan.units, Unit: t.unit, Spec: spec, Close: func() error { return t.close(ctx, true) }}, nil
}
