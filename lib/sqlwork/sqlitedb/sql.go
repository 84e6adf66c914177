package sqlitedb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/sqlwork"

	driver "modernc.org/sqlite"
)

// SQL is SQLite behind the interface that Go has for all databases, database/sql, with the driver modernc.org/sqlite. Its fields mean
// what those of [Direct] mean.
type SQL struct {
	Durability  sqlwork.Durability
	BusyTimeout time.Duration
	Mapped      bool
	Dir         string
}

// SQLName is the name of the workload in its lab.Spec; see [RemoteSQL].
const SQLName = "sqlitedb.SQL"

// String describes it, such as "SQLite (database/sql, modernc), full durability".
func (s SQL) String() string { return s.settings().describe("database/sql, modernc") }

func (s SQL) settings() settings { return settings{s.Durability, s.BusyTimeout, s.Mapped} }

// Open makes a file with an empty table.
func (s SQL) Open(ctx context.Context) (sqlwork.Table, error) {
	f, err := newFile(s.Dir, s.settings())
	if err != nil {
		return nil, err
	}
	t, err := openSQL(f)
	if err != nil {
		return nil, errors.Join(err, f.remove())
	}
	if _, err := t.db.ExecContext(ctx, create); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlitedb: %w", err), t.Close())
	}
	return t, nil
}

// RemoteSQL makes the workload of a CRUD on a [SQL] that another process has opened, of that process's lab.Spec.
func RemoteSQL(params json.RawMessage) (lab.Workload, error) {
	return sqlwork.Remote(params, func(_ context.Context, address json.RawMessage) (sqlwork.Table, error) {
		f, err := attached(address)
		if err != nil {
			return nil, err
		}
		return openSQL(f)
	})
}

type sqlTable struct {
	*file
	db *sql.DB
}

func openSQL(f *file) (*sqlTable, error) {
	pragmas, err := f.pragmas()
	if err != nil {
		return nil, err
	}
	options := url.Values{"_pragma": pragmas}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: f.Path}).EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, fmt.Errorf("sqlitedb: %w", err)
	}
	return &sqlTable{f, db}, nil
}

func (t *sqlTable) Address() (string, json.RawMessage, error) {
	address, err := t.address()
	return SQLName, address, err
}

func (t *sqlTable) Close() error { return errors.Join(t.db.Close(), t.remove()) }

// Fill writes the rows in one transaction.
func (t *sqlTable) Fill(ctx context.Context, rows iter.Seq[sqlwork.Row]) error {
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	if err := fill(ctx, tx, rows); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = t.db.ExecContext(ctx, truncate)
	return err
}

func fill(ctx context.Context, tx *sql.Tx, rows iter.Seq[sqlwork.Row]) error {
	if _, err := tx.ExecContext(ctx, deleteAll); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, statements[sqlwork.Insert])
	if err != nil {
		return err
	}
	defer insert.Close()
	for r := range rows {
		if _, err := insert.ExecContext(ctx, r.Key, r.Amount, r.Note); err != nil {
			return err
		}
	}
	return nil
}

func (t *sqlTable) Rows(ctx context.Context, yield func(sqlwork.Row) error) error {
	rows, err := t.db.QueryContext(ctx, readAll)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r sqlwork.Row
		if err := rows.Scan(&r.Key, &r.Amount, &r.Note); err != nil {
			return err
		}
		if err := yield(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t *sqlTable) Connect(ctx context.Context) (sqlwork.Session, error) {
	conn, err := t.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlitedb: %w", err)
	}
	s := &session{settings: t.settings, conn: conn}
	for kind, text := range statements {
		if s.prepared[kind], err = conn.PrepareContext(ctx, text); err != nil {
			return nil, errors.Join(fmt.Errorf("sqlitedb: %w", err), s.Close())
		}
	}
	return s, nil
}

func (t *sqlTable) Retryable(err error) bool { return sqlBusy(err) }

// sqlBusy is busy for the errors of this driver.
func sqlBusy(err error) bool {
	var e *driver.Error
	if !errors.As(err, &e) || errors.Is(err, errStuck) {
		return false
	}
	const busy, locked = 5, 6 // https://www.sqlite.org/rescode.html
	return e.Code()&0xff == busy || e.Code()&0xff == locked
}
