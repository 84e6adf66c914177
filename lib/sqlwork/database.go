package sqlwork

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// A Database is where the work is done. The packages below this one have some, each with the driver that it needs.
type Database interface {
	// Open makes an empty table that nobody else knows, in a place of its own where the database has such places (a file, a schema).
	Open(ctx context.Context) (Table, error)
	// String names the database and what is set there, such as "SQLite (zombiezen), full durability".
	fmt.Stringer
}

// A Table is a table of rows, whose primary key is Key. Its methods may be called by several goroutines at once.
type Table interface {
	// Fill makes rows the only ones of the table. They come in the order of their keys.
	Fill(ctx context.Context, rows iter.Seq[Row]) error
	// Rows calls yield with each row of the table, in any order, and returns its first error.
	Rows(ctx context.Context, yield func(Row) error) error
	// Connect opens one more connection.
	Connect(ctx context.Context) (Session, error)
	// Retryable reports whether a transaction that ended with err was rolled back and may well succeed when it is tried again: the
	// database was locked, or there was a deadlock or a serialisation failure.
	Retryable(err error) bool
	// Close removes the table and what it lies in, and ends with it. Its sessions have been closed before.
	Close() error
}

// A Session is one connection to the database. It is used by one goroutine at a time.
type Session interface {
	// Do runs the statements as one transaction, in their order, and sets what each gave. After an error nothing of it is left in
	// the database. It may send all of them before it reads the first answer. It ends early when ctx ends.
	//
	// The session is used again after an error that is Retryable, and closed after any other.
	Do(ctx context.Context, statements []Statement) error
	// Close ends the connection.
	Close() error
}

// A Traveller is a Table that other processes can reach.
type Traveller interface {
	Table
	// Address returns the name that a worker's roster has for the workload, and what the function there needs to find the table:
	// see [Remote].
	Address() (workload string, address json.RawMessage, err error)
}

// A Row is what the table holds: CREATE TABLE ... (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL, note TEXT NOT NULL).
type Row struct {
	Key    int64
	Amount int64
	Note   string
}

// A Kind is one of the four statements.
type Kind uint8

// The four statements.
const (
	Insert Kind = iota // INSERT INTO ... VALUES (Row.Key, Row.Amount, Row.Note)
	Select             // SELECT amount, note FROM ... WHERE id = Row.Key
	Update             // UPDATE ... SET amount = amount + Row.Amount WHERE id = Row.Key
	Delete             // DELETE FROM ... WHERE id = Row.Key
)

// String returns the statement's SQL verb in lower case.
func (k Kind) String() string { return [...]string{"insert", "select", "update", "delete"}[k] }

// A Statement works on the row of one key.
type Statement struct {
	Kind Kind
	Row  Row
	// What it gave, which a session sets anew at each call.
	Count int64 // rows that it found or changed
	Got   Row   // the row that Select found; its Key does not count
}

// Writes reports whether one of the statements is no Select, so that a session may begin with the lock that it will need.
func Writes(statements []Statement) bool {
	for i := range statements {
		if statements[i].Kind != Select {
			return true
		}
	}
	return false
}

// Durability says what a transaction that was committed survives. What a database does for it, its package says.
type Durability uint8

// From the safest to the fastest.
const (
	Full   Durability = iota // a crash of the machine: the disk has each transaction when its commit returns
	Normal                   // a crash of the program; one of the machine may take the last transactions, but spoils nothing
	Off                      // a crash of the program; one of the machine may spoil the database
)

// String returns a description such as "full durability".
func (d Durability) String() string {
	names := [...]string{"full durability", "normal durability", "no durability"}
	if int(d) >= len(names) {
		return fmt.Sprintf("durability %d", uint8(d))
	}
	return names[d]
}
