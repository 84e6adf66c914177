package pages_test

import (
	"fmt"

	"threadboost/kernel/supervise/pages"
)

func Example() {
	source := pages.New("../../..") // the root of the repository
	page, err := source.Lookup("Pool.Workers")
	fmt.Println(page.Title, err)
	_, err = source.Lookup("model.Poll")
	fmt.Println(err)
	fmt.Println(source.Help("shel").Title)
	// Output:
	// field model.Pool.Workers <nil>
	// pages: "model.Poll" is not in package threadboost/lib/model: the nearest names are model.Pool
	// Help
}
