package bench

import (
	"context"
	"fmt"
	"io"
	"time"

	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/pgdb"
	"threadboost/lib/suite"
)

// postgres is the CRUD work on PostgreSQL: none, and a word about it, where no server answers.
func postgres(ctx context.Context, o suite.Options, said io.Writer) []suite.Work {
	if err := answers(ctx); err != nil {
		fmt.Fprintf(said, "PostgreSQL is left out: %v\n", err)
		return nil
	}
	work := func(name string, latency time.Duration, about string) suite.Work {
		units := max(64, o.Units(128)) // fewer would leave workers without one
		return suite.Work{Name: name, Workload: sqlwork.CRUD{DB: pgdb.Server{Latency: latency}, Units: units, Connections: 64}, About: about}
	}
	return []suite.Work{
		work("PostgreSQL", 0, "A server on the same machine: it takes several transactions at a time, and shares the cores with us."),
		work("PostgreSQL, 2 ms away", 2*time.Millisecond, "The network is simulated: a transaction waits for several round trips, and waits overlap."),
		work("PostgreSQL, 8 ms away", 8*time.Millisecond, "The farther the server, the more there is to overlap."),
	}
}

// patience is how long a server may take to answer.
const patience = 5 * time.Second

func answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	table, err := pgdb.Server{}.Open(ctx)
	if err != nil {
		return err
	}
	return table.Close()
}
