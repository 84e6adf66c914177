package sqlitedb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/sqlwork"

	"zombiezen.com/go/sqlite"
)

// Direct is SQLite by a driver that has SQLite's own functions, zombiezen.com/go/sqlite: statements are prepared once a connection.
type Direct struct {
	Durability  sqlwork.Durability // Full waits for the disk at each commit, Normal only when the log is written back
	BusyTimeout time.Duration      // how long a transaction waits for a lock; zero means 5 s, less than zero that it does not wait
	Mapped      bool               // map the file into memory, so that reading connections do not meet at the page cache: see the package's doc
	Dir         string             // where the folder with the file is made; empty means os.TempDir
}

// DirectName is the name of the workload in its lab.Spec; see [RemoteDirect].
const DirectName = "sqlitedb.Direct"

// String describes it, such as "SQLite (zombiezen), full durability".
func (d Direct) String() string { return d.settings().describe("zombiezen") }

func (d Direct) settings() settings { return settings{d.Durability, d.BusyTimeout, d.Mapped} }

// Open makes a file with an empty table.
func (d Direct) Open(ctx context.Context) (sqlwork.Table, error) {
	f, err := newFile(d.Dir, d.settings())
	if err != nil {
		return nil, err
	}
	t, err := openDirect(f)
	if err != nil {
		return nil, errors.Join(err, f.remove())
	}
	if err := execute(t.keeper.conn, create); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// RemoteDirect makes the workload of a CRUD on a [Direct] that another process has opened, of that process's lab.Spec.
func RemoteDirect(params json.RawMessage) (lab.Workload, error) {
	return sqlwork.Remote(params, func(_ context.Context, address json.RawMessage) (sqlwork.Table, error) {
		f, err := attached(address)
		if err != nil {
			return nil, err
		}
		return openDirect(f)
	})
}

// directTable is a table in a file, and a connection for all that is no unit's work.
type directTable struct {
	*file
	mu     sync.Mutex
	keeper *connection
}

func openDirect(f *file) (*directTable, error) {
	keeper, err := connect(f)
	if err != nil {
		return nil, err
	}
	return &directTable{file: f, keeper: keeper}, nil
}

func (t *directTable) Address() (string, json.RawMessage, error) {
	address, err := t.address()
	return DirectName, address, err
}

func (t *directTable) Close() error { return errors.Join(t.keeper.conn.Close(), t.remove()) }

// Fill writes the rows in one transaction.
func (t *directTable) Fill(ctx context.Context, rows iter.Seq[sqlwork.Row]) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.keeper
	if err := k.transact(true, func() error { return k.fill(ctx, rows) }); err != nil {
		return err
	}
	return execute(k.conn, truncate)
}

func (k *connection) fill(ctx context.Context, rows iter.Seq[sqlwork.Row]) error {
	if err := execute(k.conn, deleteAll); err != nil {
		return err
	}
	insert := sqlwork.Statement{Kind: sqlwork.Insert}
	for insert.Row = range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := k.run(&insert); err != nil {
			return err
		}
	}
	return nil
}

func (t *directTable) Rows(ctx context.Context, yield func(sqlwork.Row) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return query(t.keeper.conn, readAll, func(s *sqlite.Stmt) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return yield(sqlwork.Row{Key: s.ColumnInt64(0), Amount: s.ColumnInt64(1), Note: s.ColumnText(2)})
	})
}

func (t *directTable) Connect(context.Context) (sqlwork.Session, error) {
	c, err := connect(t.file)
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (t *directTable) Retryable(err error) bool { return busy(err) }

// busy reports whether a lock was in the way.
func busy(err error) bool {
	code := sqlite.ErrCode(err).ToPrimary()
	return (code == sqlite.ResultBusy || code == sqlite.ResultLocked) && !errors.Is(err, errStuck)
}

// query calls yield for each row that a statement gives.
func query(conn *sqlite.Conn, text string, yield func(*sqlite.Stmt) error) (err error) {
	s, _, err := conn.PrepareTransient(text)
	if err != nil {
		return fmt.Errorf("sqlitedb: %w", err)
	}
	defer func() {
		if finalize := s.Finalize(); err == nil {
			err = finalize
		}
	}()
	for {
		row, err := s.Step()
		if err != nil || !row {
			return err
		}
		if err := yield(s); err != nil {
			return err
		}
	}
}

// execute runs a statement whose rows nobody wants.
func execute(conn *sqlite.Conn, text string) error {
	return query(conn, text, func(*sqlite.Stmt) error { return nil })
}
