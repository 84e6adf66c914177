package failure

import (
	"fmt"
	"regexp"
	"strings"

	"threadboost/kernel/supervise/cell"
)

// packages are those that a lesson's cell is likely to mean.
var packages = strings.Fields(`bufio bytes context errors expvar flag fmt hash html io json log maps math mutex os path rand regexp
	runtime signal slices sort strconv strings sync atomic template testing time unicode utf8 http url filepath big bits cmplx
	sql exec boost lab model show chart frame infer picture suite filework apiwork cpuwork datawork sharedwork sqlwork sqlitedb pgdb waitwork`)

var builtins = strings.Fields(`any append bool byte cap clear close complex64 complex128 copy delete error false float32 float64 int
	int8 int16 int32 int64 iota len make max min new nil panic print println recover rune string true uint uint8 uint16 uint32
	uint64 uintptr`)

// elsewhereNames are names of other languages.
var elsewhereNames = map[string]string{"True": "true", "False": "false", "None": "nil", "null": "nil", "NULL": "nil", "self": "the receiver's name",
	"str": "fmt.Sprint", "double": "float64", "float": "float64", "char": "rune or byte", "boolean": "bool", "list": "[]T", "dict": "map[K]V",
	"range": "for i := range n", "input": "fmt.Scanln", "printf": "fmt.Printf", "println": "fmt.Println", "print": "fmt.Println"}

var declaredName = regexp.MustCompile(`(?m)\bfunc (?:\([^)]*\) )?(\w+)|\b(?:type|var|const) (\w+)|((?:\b\w+, )*\b\w+) :=`)

// undefined says what an unknown name may mean: a member that its package does not have, a name of another language, or
// the nearest one that is known.
func undefined(m []string, line string, r Report) string {
	name := m[1]
	if pkg, member, ok := strings.Cut(name, "."); ok {
		return noMember(pkg, member)
	}
	uses := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\.(\w+)`).FindStringSubmatch(line)
	known := false
	for _, p := range packages {
		known = known || p == name
	}
	switch {
	case uses != nil && known:
		return noMember(name, uses[1])
	case uses != nil:
		if near := cell.Nearest(name, packages); near != "" {
			return fmt.Sprintf("did you mean the package %s? Otherwise import it above the line %%%%", near)
		}
	}
	if meant, ok := elsewhereNames[name]; ok {
		return "Go writes " + meant
	}
	if near := cell.Nearest(name, r.names()); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if assigned := regexp.MustCompile(`^\s*` + regexp.QuoteMeta(name) + `\s*=[^=]`); assigned.MatchString(line) {
		return fmt.Sprintf("a new variable is declared with := : %s := ...", name)
	}
	return fmt.Sprintf("no cell that ran declares %s: run the cell that does, or import its package", name)
}

func noMember(pkg, member string) string {
	if first := member[:1]; first == strings.ToLower(first) && first != "_" {
		return fmt.Sprintf("what a package gives to others starts with a capital letter: %s.%s", pkg, capital(member))
	}
	return fmt.Sprintf("the package %s has no %s: ?%s shows what it has", pkg, member, pkg)
}

func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// names are what this cell and earlier ones declare, and what is built in.
func (r Report) names() (names []string) {
	sources := []string{r.Source}
	for _, c := range r.Cells {
		sources = append(sources, c.Source)
	}
	for _, source := range sources {
		for _, m := range declaredName.FindAllStringSubmatch(source, -1) {
			names = append(names, m[1], m[2])
			names = append(names, strings.Split(m[3], ", ")...)
		}
	}
	return append(names, builtins...)
}
