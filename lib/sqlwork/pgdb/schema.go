package pgdb

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"threadboost/lib/sqlwork"
)

// prefix begins the name of every schema.
const prefix = "threadboost_"

func newSchema() string { return prefix + strings.ToLower(rand.Text()[:13]) }

func (t *table) name() string { return t.schema + ".items" }

// create makes the table. A lock that lasts as long as the keeper's connection says that the schema is in use.
func (t *table) create(ctx context.Context) error {
	kind := "TABLE"
	if t.server.Durability == sqlwork.Off {
		kind = "UNLOGGED TABLE"
	}
	if err := t.sweep(ctx); err != nil {
		return fmt.Errorf("pgdb: schemas that others have left: %w", err)
	}
	err := t.run(ctx, fmt.Sprintf(`SELECT pg_advisory_lock(%s); CREATE SCHEMA %s;
		CREATE %s %s (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL, note TEXT NOT NULL)`, lockOf("'"+t.schema+"'"), t.schema, kind, t.name()))
	if err != nil {
		return fmt.Errorf("pgdb: schema %s: %w", t.schema, err)
	}
	return nil
}

// lockOf is the number of a schema's lock, as SQL.
func lockOf(schema string) string { return "hashtextextended(" + schema + ", 0)" }

// sweep removes the schemas of processes that were killed: those that nobody holds, as far as they are ours to remove.
func (t *table) sweep(ctx context.Context) error {
	found, err := t.keeper.Exec(ctx, `SELECT nspname FROM pg_namespace WHERE nspname ~ '^`+prefix+`[a-z0-9]{13}$' AND pg_has_role(nspowner, 'USAGE')`).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range found[0].Rows {
		schema := string(row[0])
		lock := lockOf("'" + schema + "'")
		got, err := t.keeper.Exec(ctx, "SELECT pg_try_advisory_lock("+lock+")").ReadAll()
		if err != nil {
			return err
		}
		if string(got[0].Rows[0][0]) != "t" {
			continue
		}
		if err := t.run(ctx, "DROP SCHEMA IF EXISTS "+schema+" CASCADE; SELECT pg_advisory_unlock("+lock+")"); err != nil {
			return err
		}
	}
	return nil
}
