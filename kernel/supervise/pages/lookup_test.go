package pages

import (
	"fmt"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"sync"
	"testing"
)

const root = "../../.."

var shared = sync.OnceValue(func() *Source { return New(root) }) // most tests only read

func TestLookup(t *testing.T) {
	tests := []struct {
		name, title string
		want        []string // in the text
	}{
		{"Pool", "type model.Pool", []string{"type Pool struct {", "Workers int", "Run(ctx context.Context, job *lab.Job) error", "model.Pool{Workers: 2}.Run(context.Background(), squares())",
			"func squares() *lab.Job {", "2 squared is 4", "Example: oneWorker", `import "threadboost/lib/model". Defined in lib/model/pool.go:`}},
		{"model.Pool", "type model.Pool", nil},
		{"pool", "type model.Pool", nil},
		{"?model.Pool", "type model.Pool", nil},
		{"model.Pool{}.Run()", "", nil},
		{"*model.Pool", "type model.Pool", nil},
		{"lib/model.Pool", "type model.Pool", nil},
		{"threadboost/lib/model.Pool.Run", "method model.Pool.Run", []string{"func (p Pool) Run(ctx context.Context, job *lab.Job) error"}},
		{"Pool.Workers", "field model.Pool.Workers", []string{"Workers int", "number of goroutines", "lib/model/pool.go:"}},
		{"model.Pool.Workers", "field model.Pool.Workers", nil},
		{"Workers", "Workers", []string{"?model.Pool.Workers", "?model.Steal.Workers"}},
		{"boost.Run", "func boost.Run", []string{"func Run(e lab.Experiment) dataframe.DataFrame", "df := boost.Run(naps)"}},
		{"boost.Run()", "func boost.Run", nil},
		{"lab.Wait", "func lab.Wait", []string{"It prints:", "1 wait of a millisecond or more: true"}},
		{"lab.KiB", "const lab.KiB", []string{"KiB"}},
		{"lab.ErrNotFound", "var lab.ErrNotFound", nil},
		{"filework.Read", "type filework.Read", []string{"Files "}},
		{"boost", "package boost", []string{`import "threadboost/lib/boost"`, "FUNCTIONS", "boost.Speedup"}},
		{"modeltest.Check", "func modeltest.Check", []string{"unit 0 is the first left out"}},
		{"lab.Model", "type lab.Model", []string{"Run(ctx context.Context, job *Job) error"}},
		{"lab.Model.Run", "method lab.Model.Run", []string{"func (Model) Run(ctx context.Context, job *Job) error"}},
		{"sync.WaitGroup", "type sync.WaitGroup", []string{"Go(f func())", "Defined in sync/waitgroup.go:", "of Go's source"}},
		{"WaitGroup.Go", "method sync.WaitGroup.Go", nil},
		{"context.WithTimeout", "func context.WithTimeout", []string{"context deadline exceeded"}},
		{"fmt.Println", "func fmt.Println", []string{"func Println(a ...any) (n int, err error)"}},
		{"net/http.Client.Do", "method http.Client.Do", nil},
		{"http.Client", "type http.Client", nil},
		{"encoding/json", "package json", []string{"json.Marshal"}},
		{"math/rand/v2.IntN", "", nil},
		{"rand.IntN", "func rand.IntN", []string{`import "math/rand/v2"`}},
		{"atomic.Pointer[int]", "type atomic.Pointer", nil},
		{"time.Second", "const time.Second", nil},
		{"io.Reader.Read", "method io.Reader.Read", nil},
		{"chan", "keyword chan", []string{"<-squares"}},
		{"len", "func len", []string{"func len(v Type) int"}},
		{"error", "type error", nil},
		{"rand", "rand", []string{"?math/rand/v2", "?crypto/rand"}},
		{"Run", "Run", []string{"?boost.Run", "?lab.Run", "?modeltest.Run"}},
		{"rand.Int", "rand.Int", []string{"?math/rand.Int", "?math/rand/v2.Int", "?crypto/rand.Int"}},
	}
	for _, test := range tests {
		if test.title == "" {
			continue // see TestLookupRefuses
		}
		t.Run(test.name, func(t *testing.T) {
			page, err := shared().Lookup(test.name)
			if err != nil {
				t.Fatal(err)
			}
			if page.Title != test.title {
				t.Errorf("the title is %q, want %q", page.Title, test.title)
			}
			for _, want := range test.want {
				if !strings.Contains(page.Text, want) {
					t.Errorf("%q is missing in\n%s", want, page.Text)
				}
			}
			wellFormed(t, page)
		})
	}
}

func TestCandidatesCanBeLookedUp(t *testing.T) {
	link := regexp.MustCompile(`(?m)^\?(\S+)`)
	for _, name := range []string{"rand", "rand.Int", "Run"} {
		page, err := shared().Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(page.Text, -1) {
			if one, err := shared().Lookup(m[1]); err != nil || strings.Contains(one.Text, "things have this name") {
				t.Errorf("?%s, which %q lists, gives %q, %v", m[1], name, one.Title, err)
			}
		}
	}
}

func TestLookupRefuses(t *testing.T) {
	tests := []struct{ name, want string }{
		{"", "is not a name: it is empty"},
		{"??", "is not a name: it is empty"},
		{"../../etc/passwd", "is not a name: its path is none of a package"},
		{"/etc/passwd", "is not a name: its path is none of a package"},
		{"lib/../../x.Y", "is not a name: its path is none of a package"},
		{`lib\model`, "is not a name: names are letters and digits"},
		{"lib/internal/payload", "is not in lib"},
		{"internal/abi", "is not in lib"},
		{"cmd/go", "is not in lib"},
		{"lib/model/testdata", "is not in lib"},
		{"a.b.c.d", "is not a name: it has more than a package, a type and a member"},
		{"model..Pool", "is not a name: names are letters and digits"},
		{"x\x00y", "is not a name: names are letters and digits"},
		{"<script>alert(1)</script>", "is not a name: its path is none of a package"},
		{"; rm -rf ~", "is not a name"},
		{"model.Pool{}.Run()", "is not a name"},
		{strings.Repeat("x", 10_000), "a name of 10000 bytes is too long, at most 200"},
		{strings.Repeat("ю", 90), "and nothing is named like it"},
		{"Größe", `"Größe" is not in lib`},
		{"model.Pol", `"model.Pol" is not in package threadboost/lib/model: the nearest names are model.Pool`},
		{"Pol", "the nearest names are model.Pool"},
		{"bost", "the nearest names are boost"},
		{"boost.Rnu", "the nearest names are boost.Run"},
		{"Pool.Wokers", "the nearest names are model.Pool.Workers"},
		{"net/http.Clint", "the nearest names are http.Client"},
		{"WaitGruop", "the nearest names are sync.WaitGroup"},
		{"selct", "the nearest names are select"},
		{"dataframe.DataFrame", "names of other modules are not looked up here"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%.30q", test.name), func(t *testing.T) {
			page, err := shared().Lookup(test.name)
			if err == nil || !strings.HasPrefix(err.Error(), "pages: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q and the error\n\t%v\nwant\n\t%s", page.Title, err, test.want)
			}
		})
	}
}

func TestKeywordsAreAll(t *testing.T) {
	for _, name := range keywordNames() {
		page, err := shared().Lookup(name)
		if err != nil || page.Title != "keyword "+name {
			t.Errorf("%s: %q, %v", name, page.Title, err)
			continue
		}
		wellFormed(t, page)
		example := keywords[name].example
		_, asDecl := parser.ParseFile(token.NewFileSet(), "", "package main\n"+example, 0)
		_, asBody := parser.ParseFile(token.NewFileSet(), "", "package main\nfunc main() {\n"+example+"\n}", 0)
		if asDecl != nil && asBody != nil && name != "package" {
			t.Errorf("the example of %s is no Go: %v", name, asBody)
		}
	}
	if len(keywords) != 25 {
		t.Errorf("%d keywords are explained, Go has 25", len(keywords))
	}
}
