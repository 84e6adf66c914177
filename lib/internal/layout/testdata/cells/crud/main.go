// A cell that works on the rows of a database.
package main

import (
	"flag"

	"threadboost/lib/boost"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/sqlitedb"
)

func main() {
	flag.Parse()
	df := boost.Compare(sqlwork.CRUD{DB: sqlitedb.Direct{}})
	boost.Table(df)
	boost.Speedup(df)
}
