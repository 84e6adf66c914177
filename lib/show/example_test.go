package show_test

import "threadboost/lib/show"

// Outside a notebook the text of each piece is printed.
func Example() {
	show.Text("Pool(8) is faster")
	show.HTML("<table>...</table>", "a table")
	show.Image([]byte("<svg/>"), "Pool(8) is 5.9 times as fast as Sequential", "")
	// Output:
	// Pool(8) is faster
	// a table
	// [figure] Pool(8) is 5.9 times as fast as Sequential
}
