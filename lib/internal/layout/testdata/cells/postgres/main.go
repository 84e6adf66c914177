// A cell that works on the rows of PostgreSQL.
package main

import (
	"flag"

	"threadboost/lib/boost"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/pgdb"
)

func main() {
	flag.Parse()
	df := boost.Compare(sqlwork.CRUD{DB: pgdb.Server{}})
	boost.Table(df)
	boost.Speedup(df)
}
