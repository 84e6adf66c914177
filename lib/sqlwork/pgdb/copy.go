package pgdb

import (
	"context"
	"io"
	"iter"
	"strconv"
	"strings"

	"threadboost/lib/sqlwork"
)

// copy sends rows with COPY: one statement for all of them, without an answer for each.
func (t *table) copy(ctx context.Context, rows iter.Seq[sqlwork.Row]) error {
	next, stop := iter.Pull(rows)
	defer stop()
	_, err := t.keeper.CopyFrom(ctx, &text{next: next}, "COPY "+t.name()+" FROM STDIN")
	return err
}

// text reads rows as lines of COPY's text format.
type text struct {
	next func() (sqlwork.Row, bool)
	rest []byte
}

// escaped are the characters that mean something in that format.
var escaped = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func (x *text) Read(p []byte) (n int, err error) {
	for len(x.rest) < len(p) {
		row, ok := x.next()
		if !ok {
			break
		}
		x.rest = strconv.AppendInt(x.rest, row.Key, 10)
		x.rest = strconv.AppendInt(append(x.rest, '\t'), row.Amount, 10)
		x.rest = append(append(append(x.rest, '\t'), escaped.Replace(row.Note)...), '\n')
	}
	if len(x.rest) == 0 {
		return 0, io.EOF
	}
	n = copy(p, x.rest)
	x.rest = x.rest[:copy(x.rest, x.rest[n:])]
	return n, nil
}
