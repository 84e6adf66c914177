package pgdb

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"threadboost/lib/sqlwork"
)

// session is a connection with its prepared statements. It uses the driver's lower half, pgconn: values go as the server has them, and
// nothing is looked up in a map of types.
type session struct {
	conn     *pgconn.PgConn
	pipeline bool
	prepared [4]*pgconn.StatementDescription // by kind
	key      [8]byte
	amount   [8]byte
	note     []byte
	values   [3][]byte
}

// Connect opens a connection and prepares the statements, in one round trip.
func (t *table) Connect(ctx context.Context) (sqlwork.Session, error) {
	conn, err := connect(ctx, t.config)
	if err != nil {
		return nil, fmt.Errorf("pgdb: %w", err)
	}
	s := &session{conn: conn, pipeline: t.server.Pipeline}
	if err := s.prepare(ctx, t.name()); err != nil {
		return nil, errors.Join(fmt.Errorf("pgdb: %w", err), s.Close())
	}
	return s, nil
}

// Close ends the connection.
func (s *session) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.conn.Close(ctx)
}

func (s *session) prepare(ctx context.Context, table string) (err error) {
	texts := [4]string{
		sqlwork.Insert: "INSERT INTO " + table + " VALUES ($1, $2, $3)",
		sqlwork.Select: "SELECT amount, note FROM " + table + " WHERE id = $1",
		sqlwork.Update: "UPDATE " + table + " SET amount = amount + $2 WHERE id = $1",
		sqlwork.Delete: "DELETE FROM " + table + " WHERE id = $1",
	}
	p := s.conn.StartPipeline(ctx)
	defer func() { err = errors.Join(err, p.Close()) }()
	for kind, text := range texts {
		p.SendPrepare(sqlwork.Kind(kind).String(), text, nil)
	}
	if err := p.Sync(); err != nil {
		return err
	}
	for kind := range texts {
		answer, err := p.GetResults()
		if err != nil {
			return err
		}
		s.prepared[kind] = answer.(*pgconn.StatementDescription)
		s.prepared[kind].Name = sqlwork.Kind(kind).String() // which the answer in a pipeline does not have
		if sqlwork.Kind(kind) != sqlwork.Select {           // it gives no rows; told of none, the driver would ask for a description each time
			s.prepared[kind].Fields = make([]pgconn.FieldDescription, 1)
		}
	}
	return nil
}

// Do runs the statements. One by itself is a transaction without more.
func (s *session) Do(ctx context.Context, list []sqlwork.Statement) error {
	switch {
	case len(list) == 1:
		return s.run(ctx, &list[0])
	case s.pipeline:
		return s.send(ctx, list)
	}
	return s.transact(ctx, list)
}

// transact runs statements one after the other between BEGIN and COMMIT.
func (s *session) transact(ctx context.Context, list []sqlwork.Statement) error {
	if err := s.just(ctx, "BEGIN"); err != nil {
		return err
	}
	for i := range list {
		if err := s.run(ctx, &list[i]); err != nil {
			return s.rollBack(ctx, err)
		}
	}
	return s.just(ctx, "COMMIT") // when this fails it has rolled back
}

// rollBack ends a transaction that failed, if there still is one.
func (s *session) rollBack(ctx context.Context, err error) error {
	if s.conn.IsClosed() {
		return err
	}
	if failed := s.just(ctx, "ROLLBACK"); failed != nil {
		return fmt.Errorf("%v; and then: %w", err, failed) // so that it is not tried again on this connection
	}
	return err
}

func (s *session) just(ctx context.Context, text string) error {
	_, err := s.conn.Exec(ctx, text).ReadAll()
	return err
}

// run runs one statement.
func (s *session) run(ctx context.Context, st *sqlwork.Statement) error {
	return answer(s.conn.ExecStatement(ctx, s.prepared[st.Kind], s.encode(st), binaryKeys[:len(s.prepared[st.Kind].ParamOIDs)], binary1), st)
}

// send sends all statements before it reads an answer. They have one Sync at their end, which makes them one transaction.
func (s *session) send(ctx context.Context, list []sqlwork.Statement) (err error) {
	var batch pgconn.Batch
	for i := range list {
		st := &list[i]
		batch.ExecStatement(s.prepared[st.Kind], s.encode(st), binaryKeys[:len(s.prepared[st.Kind].ParamOIDs)], binary1)
	}
	answers := s.conn.ExecBatch(ctx, &batch)
	defer func() {
		if closed := answers.Close(); err == nil { // a commit fails here, and what was read last fails again
			err = closed
		}
	}()
	for i := range list {
		if !answers.NextResult() {
			return nil
		}
		if err := answer(answers.ResultReader(), &list[i]); err != nil {
			return err
		}
	}
	return nil
}

// Formats: keys and amounts are binary, and so is what comes back; text is the same in both.
var (
	binaryKeys = []int16{1, 1, 0}
	binary1    = []int16{1}
)

// encode returns a statement's parameters, which are valid until the next call.
func (s *session) encode(st *sqlwork.Statement) [][]byte {
	binary.BigEndian.PutUint64(s.key[:], uint64(st.Row.Key))
	binary.BigEndian.PutUint64(s.amount[:], uint64(st.Row.Amount))
	s.note = append(s.note[:0], st.Row.Note...)
	s.values = [3][]byte{s.key[:], s.amount[:], s.note}
	return s.values[:len(s.prepared[st.Kind].ParamOIDs)]
}

// answer reads what a statement gave.
func answer(result *pgconn.ResultReader, st *sqlwork.Statement) error {
	st.Count, st.Got = 0, sqlwork.Row{}
	for result.NextRow() {
		values := result.Values()
		if len(values) != 2 || len(values[0]) != 8 {
			result.Close()
			return fmt.Errorf("pgdb: %v gave %d columns, the first of %d bytes: want an amount of 8 and a note", st.Kind, len(values), len(values[0]))
		}
		st.Got.Amount, st.Got.Note = int64(binary.BigEndian.Uint64(values[0])), string(values[1])
	}
	tag, err := result.Close()
	st.Count = tag.RowsAffected()
	return err
}
