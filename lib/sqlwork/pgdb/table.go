package pgdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/internal/delay"
)

// table is a table in a schema of its own, with a connection for all that is no unit's work. That one goes to the server directly.
type table struct {
	server  Server
	schema  string
	config  *pgconn.Config // for sessions: through the proxy, where there is one
	network *delay.Proxy
	mu      sync.Mutex
	keeper  *pgconn.PgConn
}

// reach connects to the server.
func (s Server) reach(ctx context.Context, schema string) (*table, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	config, err := s.config()
	if err != nil {
		return nil, fmt.Errorf("pgdb: %w", err)
	}
	keeper, err := connect(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("pgdb: %w", err)
	}
	t := &table{server: s, schema: schema, config: config, keeper: keeper}
	if s.Latency > 0 {
		if err := t.simulate(); err != nil {
			return nil, t.abandon(fmt.Errorf("pgdb: the simulated network: %w", err))
		}
	}
	return t, nil
}

// simulate puts a proxy before the server that the keeper has found.
func (t *table) simulate() (err error) {
	address := t.keeper.Conn().RemoteAddr()
	dial := func() (net.Conn, error) { return net.Dial(address.Network(), address.String()) }
	if t.network, err = delay.Listen(t.server.Latency, dial); err != nil {
		return err
	}
	t.config = t.config.Copy()
	t.config.DialFunc = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", t.network.Addr())
	}
	return nil
}

// leave ends what connects us with the server.
func (t *table) leave() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := t.keeper.Close(ctx)
	if t.network != nil {
		err = errors.Join(err, t.network.Close())
	}
	return err
}

// patience is for what has to be done at the end, whatever has ended before.
const patience = 20 * time.Second

func (t *table) abandon(err error) error { return errors.Join(err, t.leave()) }

// Close removes the schema. Transactions that were called off may take a moment until the server has noticed: it waits for them.
func (t *table) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := t.run(ctx, "DROP SCHEMA "+t.schema+" CASCADE")
	if err != nil {
		err = fmt.Errorf("pgdb: the schema %s could not be removed: %w", t.schema, err)
	}
	return errors.Join(err, t.leave())
}

// visited is a table that another process has opened.
type visited struct{ *table }

// Close leaves the table where it is.
func (v visited) Close() error { return v.leave() }

// run runs statements that give nothing.
func (t *table) run(ctx context.Context, text string) error {
	_, err := t.keeper.Exec(ctx, text).ReadAll()
	return err
}

// Fill copies the rows in.
func (t *table) Fill(ctx context.Context, rows iter.Seq[sqlwork.Row]) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.run(ctx, "TRUNCATE "+t.name()); err != nil {
		return err
	}
	if err := t.copy(ctx, rows); err != nil {
		return err
	}
	return t.run(ctx, "ANALYZE "+t.name()) // else the first plans are made for a table of unknown size
}

// Rows reads the table.
func (t *table) Rows(ctx context.Context, yield func(sqlwork.Row) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	result := t.keeper.ExecParams(ctx, "SELECT id, amount, note FROM "+t.name(), nil, nil, nil, nil)
	var wrong error
	for wrong == nil && result.NextRow() {
		row, err := read(result.Values())
		if err == nil {
			err = yield(row)
		}
		wrong = err
	}
	_, err := result.Close()
	return errors.Join(wrong, err)
}

// read reads a row in text format.
func read(values [][]byte) (sqlwork.Row, error) {
	key, errK := strconv.ParseInt(string(values[0]), 10, 64)
	amount, errA := strconv.ParseInt(string(values[1]), 10, 64)
	return sqlwork.Row{Key: key, Amount: amount, Note: string(values[2])}, errors.Join(errK, errA)
}

// Retryable reports whether a transaction met others: the server has rolled it back then.
func (t *table) Retryable(err error) bool {
	const serialisationFailure, deadlock = "40001", "40P01"
	var answered *pgconn.PgError
	return errors.As(err, &answered) && (answered.Code == serialisationFailure || answered.Code == deadlock)
}

// Address tells another process where the table is. It tells the password only where that is in DSN.
func (t *table) Address() (string, json.RawMessage, error) {
	address, err := json.Marshal(travel{t.server, t.schema})
	return Name, address, err
}
