package sqlitedb

import (
	"context"
	"database/sql"
	"errors"

	"threadboost/lib/sqlwork"
)

// A session is a Session of a sqlTable.
type session struct {
	settings
	conn     *sql.Conn
	prepared [len(statements)]*sql.Stmt
}

func (s *session) Close() (err error) {
	for _, p := range s.prepared {
		if p != nil {
			err = errors.Join(err, p.Close())
		}
	}
	return errors.Join(err, s.conn.Close())
}

// Do runs the statements. One by itself is a transaction without more.
func (s *session) Do(ctx context.Context, list []sqlwork.Statement) error {
	return s.patiently(ctx, sqlBusy, func() error {
		if len(list) == 1 {
			return s.run(ctx, &list[0])
		}
		return s.transact(ctx, list)
	})
}

// transact runs the statements between a BEGIN, which [sql.Conn.BeginTx] could not make one that takes the lock for writing only where
// that is needed, and a COMMIT.
func (s *session) transact(ctx context.Context, list []sqlwork.Statement) error {
	begin := "BEGIN"
	if sqlwork.Writes(list) {
		begin = "BEGIN IMMEDIATE"
	}
	if _, err := s.conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	err := s.runAll(ctx, list)
	if err == nil {
		_, err = s.conn.ExecContext(ctx, "COMMIT")
	}
	if err == nil {
		return nil
	}
	if _, failed := s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); failed != nil {
		return stuck(err, failed)
	}
	return err
}

func (s *session) runAll(ctx context.Context, list []sqlwork.Statement) error {
	for i := range list {
		if err := s.run(ctx, &list[i]); err != nil {
			return err
		}
	}
	return nil
}

// run runs one of the four.
func (s *session) run(ctx context.Context, st *sqlwork.Statement) (err error) {
	prepared := s.prepared[st.Kind]
	switch st.Kind {
	case sqlwork.Insert:
		st.Count, err = changed(prepared.ExecContext(ctx, st.Row.Key, st.Row.Amount, st.Row.Note))
	case sqlwork.Select:
		st.Count, st.Got = 0, sqlwork.Row{}
		err = prepared.QueryRowContext(ctx, st.Row.Key).Scan(&st.Got.Amount, &st.Got.Note)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		st.Count = 1
	case sqlwork.Update:
		st.Count, err = changed(prepared.ExecContext(ctx, st.Row.Amount, st.Row.Key))
	case sqlwork.Delete:
		st.Count, err = changed(prepared.ExecContext(ctx, st.Row.Key))
	}
	return err
}

// changed returns how many rows a statement has changed.
func changed(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}
