package pgdb

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/sqlwork"
)

// Server is a PostgreSQL server.
type Server struct {
	// DSN is its address, as libpq and pgx take it: postgres://user:password@host:port/database. Empty means that of the environment
	// variable THREADBOOST_POSTGRES, or else of the server that go run ./kernel postgres has started.
	DSN string
	// Durability is Full for a commit that waits until the disk has it, Normal for one that does not wait (a crash of the server then
	// takes the last transactions), Off for a table that is not logged at all, too (it is empty after a crash of the server).
	Durability sqlwork.Durability
	// Latency is the round trip of a network that is simulated in front of the server; zero means none.
	Latency time.Duration
	// Pipeline sends a transaction as a whole and reads its answers then: one round trip, not one a statement and two more.
	Pipeline bool
	// Serializable makes transactions serialisable; they are read committed otherwise, as is usual.
	Serializable bool
}

// Name is the name of the workload in its lab.Spec; see [Remote].
const Name = "pgdb.Server"

// String describes the server, such as "PostgreSQL, full durability, simulated 8 ms network". It tells no address.
func (s Server) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "PostgreSQL, %v", s.Durability)
	if s.Pipeline {
		b.WriteString(", pipeline")
	}
	if s.Serializable {
		b.WriteString(", serialisable")
	}
	if s.Latency != 0 {
		fmt.Fprintf(&b, ", simulated %s network", spaced(s.Latency))
	}
	return b.String()
}

// spaced is a duration with a space before its unit, "8 ms", where it has only one.
func spaced(d time.Duration) string {
	text := d.String()
	unit := strings.TrimLeft(text, "-0123456789.")
	return strings.TrimSuffix(text, unit) + " " + unit
}

const maxLatency = 10 * time.Second

func (s Server) check() error {
	switch {
	case s.Durability > sqlwork.Off:
		return fmt.Errorf("pgdb: durability %d: want sqlwork.Full, Normal or Off", uint8(s.Durability))
	case s.Latency < 0 || s.Latency > maxLatency:
		return fmt.Errorf("pgdb: latency %v: want 0 to %v", s.Latency, maxLatency)
	}
	return nil
}

// Open makes an empty table in a schema of its own.
func (s Server) Open(ctx context.Context) (sqlwork.Table, error) {
	t, err := s.reach(ctx, newSchema())
	if err != nil {
		return nil, err
	}
	if err := t.create(ctx); err != nil {
		return nil, t.abandon(err)
	}
	return t, nil
}

// travel is what another process needs to find a table.
type travel struct {
	Server
	Schema string
}

// Remote makes the workload of a CRUD on a [Server] where another process has opened a table, of that process's lab.Spec. It connects by
// itself, through a simulated network of its own where there is to be one.
func Remote(params json.RawMessage) (lab.Workload, error) {
	return sqlwork.Remote(params, func(ctx context.Context, address json.RawMessage) (sqlwork.Table, error) {
		var from travel
		if err := json.Unmarshal(address, &from); err != nil {
			return nil, fmt.Errorf("pgdb: a table cannot be found by %q: %w", address, err)
		}
		t, err := from.reach(ctx, from.Schema)
		if err != nil {
			return nil, err
		}
		return visited{t}, nil
	})
}
