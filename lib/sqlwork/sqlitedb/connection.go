package sqlitedb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"threadboost/lib/sqlwork"

	"zombiezen.com/go/sqlite"
)

// A connection is a Session of a directTable. It keeps its statements prepared.
type connection struct {
	settings
	conn     *sqlite.Conn
	prepared [rollback + 1]*sqlite.Stmt
}

// Further statements, behind the four kinds.
const (
	begin = iota + len(statements)
	beginWriting
	commit
	rollback
)

var transactions = [...]string{"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"}

func connect(f *file) (*connection, error) {
	pragmas, err := f.pragmas()
	if err != nil {
		return nil, err
	}
	conn, err := sqlite.OpenConn(f.Path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		return nil, fmt.Errorf("sqlitedb: %w", err)
	}
	conn.SetBusyTimeout(5 * time.Second) // until the pragmas have said how long
	for _, p := range pragmas {
		if err := execute(conn, "PRAGMA "+p); err != nil {
			return nil, errors.Join(fmt.Errorf("sqlitedb: pragma %s: %w", p, err), conn.Close())
		}
	}
	return &connection{settings: f.settings, conn: conn}, nil
}

// Close ends the connection, and the statements with it.
func (c *connection) Close() error { return c.conn.Close() }

// Do runs the statements. One by itself is a transaction without more.
func (c *connection) Do(ctx context.Context, list []sqlwork.Statement) error {
	return c.patiently(ctx, busy, func() error {
		if len(list) == 1 {
			return c.run(&list[0])
		}
		return c.transact(sqlwork.Writes(list), func() error { return c.runAll(ctx, list) })
	})
}

func (c *connection) runAll(ctx context.Context, list []sqlwork.Statement) error {
	for i := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.run(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

// transact calls body in a transaction. One that writes takes the lock for it at its beginning: one that took it only later could not
// be helped by waiting, once another had written meanwhile.
func (c *connection) transact(writes bool, body func() error) error {
	first := begin
	if writes {
		first = beginWriting
	}
	if err := c.just(first); err != nil {
		return err
	}
	err := body()
	if err == nil {
		err = c.just(commit)
	}
	if err == nil || c.conn.AutocommitEnabled() { // SQLite has rolled back by itself
		return err
	}
	if failed := c.just(rollback); failed != nil {
		return stuck(err, failed)
	}
	return err
}

// just runs a statement that has no parameters and gives no rows.
func (c *connection) just(n int) error {
	s, err := c.statement(n)
	if err != nil {
		return err
	}
	return finish(s)
}

// run runs one of the four.
func (c *connection) run(st *sqlwork.Statement) error {
	s, err := c.statement(int(st.Kind))
	if err != nil {
		return err
	}
	switch st.Kind {
	case sqlwork.Insert:
		s.BindInt64(1, st.Row.Key)
		s.BindInt64(2, st.Row.Amount)
		s.BindText(3, st.Row.Note)
	case sqlwork.Select:
		s.BindInt64(1, st.Row.Key)
		return find(s, st)
	case sqlwork.Update:
		s.BindInt64(1, st.Row.Amount)
		s.BindInt64(2, st.Row.Key)
	case sqlwork.Delete:
		s.BindInt64(1, st.Row.Key)
	}
	err = finish(s)
	st.Count = int64(c.conn.Changes())
	return err
}

// find runs a Select.
func find(s *sqlite.Stmt, st *sqlwork.Statement) error {
	st.Count, st.Got = 0, sqlwork.Row{}
	found, err := s.Step()
	if err != nil || !found {
		return errors.Join(err, s.Reset())
	}
	st.Count = 1
	st.Got.Amount, st.Got.Note = s.ColumnInt64(0), s.ColumnText(1)
	return s.Reset() // its key is primary: there is no second row
}

// finish runs a statement that gives no rows. After an error it is reset by Step.
func finish(s *sqlite.Stmt) error {
	if _, err := s.Step(); err != nil {
		return err
	}
	return s.Reset()
}

// statement returns a prepared statement.
func (c *connection) statement(n int) (*sqlite.Stmt, error) {
	if s := c.prepared[n]; s != nil {
		return s, nil
	}
	text := append(statements[:], transactions[:]...)[n]
	s, err := c.conn.Prepare(text)
	if err != nil {
		return nil, fmt.Errorf("sqlitedb: %w", err)
	}
	c.prepared[n] = s
	return s, nil
}
