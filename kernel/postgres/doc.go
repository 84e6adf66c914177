// Package postgres runs a PostgreSQL server of the user's own: private data, this machine alone, a password made at random.
//
// The programs are those of the system where it has them (Debian's package postgresql, Homebrew's, any postgres on PATH), else a pinned
// version that is downloaded once, checked against SHA-256 sums kept here, and unpacked. The server listens on 127.0.0.1 alone and has
// no socket in the file system, so that there is no path to be too long and no folder that others could look into. PostgreSQL refuses to run
// as root; root names a user instead, and the data then belongs to that one.
//
// A server ends with its owner, also when the owner is killed: kernel/guard asks it for a fast shutdown (SIGINT), in which what clients
// have not committed is undone and the data is left clean. With a folder of its own the data is there again at the next start.
//
// Measured on two busy cores with PostgreSQL 15: 2.8 s for the first start, most of it to make the data (initdb), 0.15 s for a later one, 0.04 to
// 0.12 s to end; 39 MB of data. A download takes 5 to 8 s, and 60 MB when it is unpacked.
package postgres
