package pgdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"threadboost/lib/sqlwork"
)

const (
	variable = "THREADBOOST_POSTGRES" // names a server
	advice   = "start one with go run ./kernel postgres, or name yours in DSN or " + variable
)

// started is where the address of the server that was started for the user is, in the repository.
var started = filepath.Join(".threadboost", "postgres", "dsn")

// address returns the server's address and where it comes from.
func (s Server) address() (dsn, source string, err error) {
	if s.DSN != "" {
		return s.DSN, "DSN", nil
	}
	if dsn := os.Getenv(variable); dsn != "" {
		return dsn, variable, nil
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", "", err
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, started)
		text, err := os.ReadFile(path)
		if err == nil {
			return strings.TrimSpace(string(text)), path, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", "", err
		}
		if dir == filepath.Dir(dir) {
			return "", "", errors.New("no PostgreSQL server is running for this repository: " + advice)
		}
	}
}

// config is how to connect. What is wrong with an address is told without its password.
func (s Server) config() (*pgconn.Config, error) {
	dsn, source, err := s.address()
	if err != nil {
		return nil, err
	}
	config, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the address of %s: %w", source, err)
	}
	config.RuntimeParams["application_name"] = "threadboost"
	if s.Durability != sqlwork.Full {
		config.RuntimeParams["synchronous_commit"] = "off"
	}
	if s.Serializable {
		config.RuntimeParams["default_transaction_isolation"] = "serializable"
	}
	return config, nil
}

// connect opens a connection.
func connect(ctx context.Context, config *pgconn.Config) (*pgconn.PgConn, error) {
	conn, err := pgconn.ConnectConfig(ctx, config)
	var answered *pgconn.PgError
	if err != nil && ctx.Err() == nil && !errors.As(err, &answered) {
		return nil, fmt.Errorf("%w; is the server running? %s", err, advice)
	}
	return conn, err
}
