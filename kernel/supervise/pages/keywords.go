package pages

import (
	"go/token"
	"slices"
)

// A keyword of Go has no declaration that go/doc could show.
type keyword struct{ does, example string }

var keywords = map[string]keyword{
	"break":       {"leaves the innermost for, switch or select; with a label, the one that has it", "for i := range 10 {\n\tif i == 3 {\n\t\tbreak\n\t}\n}"},
	"case":        {"begins a branch of a switch or a select", "switch n {\ncase 1, 2:\n\tfmt.Println(\"few\")\n}"},
	"chan":        {"is the type of a channel, through which goroutines hand values over; `chan<- T` can only send, `<-chan T` only receive", "squares := make(chan int)\ngo func() {\n\tsquares <- 7 * 7\n\tclose(squares)\n}()\nfmt.Println(<-squares)"},
	"const":       {"declares values that are known when the program is built", "const workers = 8"},
	"continue":    {"goes on with the next round of a loop", "for i := range 10 {\n\tif i%2 == 1 {\n\t\tcontinue\n\t}\n\tfmt.Println(i)\n}"},
	"default":     {"is the branch of a switch that no case fits, and what a select does when nothing else is ready", "select {\ncase v := <-answers:\n\tfmt.Println(v)\ndefault:\n\tfmt.Println(\"not yet\")\n}"},
	"defer":       {"calls a function when the one around it returns, also by a panic; the last deferred comes first", "mu.Lock()\ndefer mu.Unlock()"},
	"else":        {"is the other branch of an if", "if err != nil {\n\treturn err\n} else if n == 0 {\n\treturn nil\n}"},
	"fallthrough": {"goes on into the next case of a switch", "switch n {\ncase 1:\n\tfallthrough\ncase 2:\n\tfmt.Println(\"1 or 2\")\n}"},
	"for":         {"is the one loop of Go: over a number, a collection, a channel, under a condition, or for ever", "for i := range 3 {\n\tfmt.Println(i)\n}\nfor v := range channel { // until it is closed\n\tfmt.Println(v)\n}"},
	"func":        {"declares a function, or is one without a name", "func square(n int) int { return n * n }"},
	"go":          {"calls a function on a new goroutine and does not wait for it; sync.WaitGroup's Go also waits", "var group sync.WaitGroup\ngroup.Go(func() { fmt.Println(\"at the same time\") })\ngroup.Wait()"},
	"goto":        {"jumps to a label of the same function", "again:\n\tif !try() {\n\t\tgoto again\n\t}"},
	"if":          {"does what follows when a condition holds; a short statement may come first", "if err := run(); err != nil {\n\tfmt.Println(err)\n}"},
	"import":      {"names the packages that a cell uses; goimports adds those of Go by itself", "import \"threadboost/lib/model\""},
	"interface":   {"is a type that lists methods: whatever has them is of it", "type Shape interface {\n\tArea() float64\n}"},
	"map":         {"is a table of keys and values; goroutines that share one need a lock", "ages := map[string]int{\"Ada\": 36}\nages[\"Alan\"] = 41"},
	"package":     {"begins a Go file; a cell has none, GoNB writes it", "package main"},
	"range":       {"goes over a number, slice, map, string, channel or iterator in a for", "for i, v := range []string{\"a\", \"b\"} {\n\tfmt.Println(i, v)\n}"},
	"return":      {"ends a function and gives its results back", "return sum, nil"},
	"select":      {"waits for several channels at once and goes on with the first that is ready", "select {\ncase v := <-answers:\n\tfmt.Println(v)\ncase <-time.After(time.Second):\n\tfmt.Println(\"too late\")\ncase <-ctx.Done():\n\treturn ctx.Err()\n}"},
	"struct":      {"is a type that puts fields together", "type Point struct{ X, Y float64 }"},
	"switch":      {"chooses one of several branches by a value, by conditions, or by a type", "switch {\ncase n < 0:\n\tfmt.Println(\"negative\")\ndefault:\n\tfmt.Println(\"not negative\")\n}"},
	"type":        {"declares a type of your own", "type Celsius float64"},
	"var":         {"declares a variable; one outside a function is evaluated again in every later cell", "var limit = 100"},
}

// keywordPage shows a keyword, if the name is one.
func keywordPage(name string) (Page, bool) {
	k, known := keywords[name]
	if !known {
		return Page{}, false
	}
	return newPage("keyword "+name, paragraph("`"+name+"` "+k.does+"."), source(k.example)), true
}

func keywordNames() []string {
	var names []string
	for t := token.BREAK; t <= token.VAR; t++ {
		names = append(names, t.String())
	}
	slices.Sort(names)
	return names
}
