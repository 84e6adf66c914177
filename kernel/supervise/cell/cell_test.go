package cell

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         Cell
	}{
		{"nothing", "", Cell{}},
		{"declarations", "type t int", Cell{Kind: Declarations, Source: "type t int"}},
		{"a package clause is no declaration", "package main\n", Cell{Kind: Empty, Source: "package main\n"}},
		{"statements", "import \"fmt\"\n%%\nfmt.Println(1)", Cell{Kind: Program, Body: 2, Source: "import \"fmt\"\n%%\nfmt.Println(1)"}},
		{"main", "\nfunc main() {\n}", Cell{Kind: Program, Body: 2, Source: "\nfunc main() {\n}"}},
		{"main in a raw string", "var s = `\nfunc main() {\n}`", Cell{Kind: Declarations, Source: "var s = `\nfunc main() {\n}`"}},
		{"a function to run", "func f() {}\n%exec f -n 3", Cell{Kind: Program, Body: 2, Source: "func f() {}\n%exec f -n 3"}},
		{"a test", "func TestA(t *testing.T) {}\n%test", Cell{Kind: Test, Source: "func TestA(t *testing.T) {}\n%test"}},
		{"commands", "%cd /tmp\n!ls \\\n-l", Cell{Kind: Commands, Source: "%cd /tmp\n!ls \\\n-l"}},
		{"a shell script", "%%bash\n%time\n? x", Cell{Kind: Shell, Source: "%%bash\n%time\n? x"}},
		{"a file", "%%writefile a.txt\n%time", Cell{Kind: File, Source: "%%writefile a.txt\n%time"}},
		{"another language", "%%gx\nx", Cell{Kind: Foreign, Source: "%%gx\nx"}},
		{"ours above a shell script", "%time\n\n%%bash\nls", Cell{Kind: Shell, Source: "%%bash\nls", Skipped: 2,
			Commands: []Command{{Line: 1, Name: "time"}}}},
		{"models", "%models", Cell{Commands: []Command{{Line: 1, Name: "models"}}}},
		{"help", "%help", Cell{Commands: []Command{{Line: 1, Name: "help"}}}},
		{"help on a topic", "%help limits and time", Cell{Commands: []Command{{Line: 1, Name: "help", Topic: "limits and time"}}}},
		{"GoNB's own help", "%help gonb", Cell{Kind: Commands, Source: "%help gonb"}},
		{"a name", "?boost.Run", Cell{Commands: []Command{{Line: 1, Name: "?", Topic: "boost.Run"}}}},
		{"a name, asked behind", "  sync.WaitGroup? ", Cell{Commands: []Command{{Line: 1, Name: "?", Topic: "sync.WaitGroup"}}}},
		{"a name with its source", "??Run", Cell{Commands: []Command{{Line: 1, Name: "?", Topic: "Run", Deep: true}}}},
		{"a name with its source, asked behind", "Run??", Cell{Commands: []Command{{Line: 1, Name: "?", Topic: "Run", Deep: true}}}},
		{"a package", "? threadboost/lib/model", Cell{Commands: []Command{{Line: 1, Name: "?", Topic: "threadboost/lib/model"}}}},
		{"time and race, in the prefix of other tools", "//gonb:%time\n%race\n%%\nf()", Cell{Kind: Program, Body: 3, Source: "\n\n%%\nf()",
			Commands: []Command{{Line: 1, Name: "time"}, {Line: 2, Name: "race"}}}},
		{"over two lines", "%limit memory=1GiB \\\n  time=5m\nvar x int", Cell{Kind: Declarations, Source: "\n\nvar x int",
			Commands: []Command{{Line: 1, Name: "limit", Limit: Limit{Memory: 1 << 30, Time: 5 * time.Minute}}}}},
		{"in a raw string", "var s = `\n%time\n!ls\npackage a\n?x\n`", Cell{Kind: Declarations,
			Source: "var s = `\n`+\"%\"+`time\n`+\"!\"+`ls\n`+\"p\"+`ackage a\n?x\n`"}},
		{"in a comment", "/*\n%reset\n!ls\n*/\nvar x int", Cell{Kind: Declarations, Source: "/*\n %reset\n !ls\n*/\nvar x int"}},
		{"behind strings with quotes", "var a, b, c = \"`\", '`', '\\'' // `\n%time", Cell{Kind: Declarations,
			Source: "var a, b, c = \"`\", '`', '\\'' // `\n", Commands: []Command{{Line: 2, Name: "time"}}}},
		{"a name that starts like a clause", "%%\npackages := 1\n_ = packages", Cell{Kind: Program, Body: 1, Source: "%%\n packages := 1\n_ = packages"}},
		{"carriage returns", "%%\r\nf()\r", Cell{Kind: Program, Body: 1, Source: "%%\nf()"}},
		{"a shell line with quotes", "!echo `it's\n%time", Cell{Kind: Commands, Source: "!echo `it's\n", Commands: []Command{{Line: 2, Name: "time"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Parse(c.source); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestLimit(t *testing.T) {
	for args, want := range map[string]Limit{
		"":                       {},
		"off":                    {NoMemory, NoTime},
		"memory=2GiB time=5m":    {2 << 30, 5 * time.Minute},
		"memory=0.5G":            {1 << 29, 0},
		"memory=500MB":           {500e6, 0},
		"time=1m30s":             {0, 90 * time.Second},
		"memory=off time=1500ms": {NoMemory, 1500 * time.Millisecond},
	} {
		if got, err := limit(args); err != nil || got.Limit != want {
			t.Errorf("%q: got %+v, %v; want %+v", args, got.Limit, err, want)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"%tiem\n%%", "line 1: there is no %tiem: did you mean %time? There are %models %help"},
		{"%%time\nf()", "line 1: there is no %%time: did you mean %time?"},
		{"x\n%LIMIT", "line 2: there is no %LIMIT: did you mean %limit?"},
		{"%matplotlib inline", "line 1: there is no %matplotlib. There are %models"},
		{"%mainly", "line 1: there is no %mainly: did you mean %main?"},
		{"%", "line 1: a line % needs a command behind it; %help lists them"},
		{"% \t", "line 1: a line % needs a command behind it; %help lists them"},
		{"!  ", "line 1: a line ! needs a command behind it, for example !ls"},
		{"!\\", "line 1: a line ! needs a command"},
		{"%exec", "line 1: %exec needs the name of a function"},
		{"x := 1\n%%bash", "line 2: %%bash must be the first line of its cell"},
		{"%%script", "line 1: %%script needs a program"},
		{"%%bash -x", "line 1: %%bash takes nothing behind it"},
		{"%%writefile", "line 1: %%writefile needs a file"},
		{"%time f()", `line 1: %time stands alone on its line and is for the whole cell: take "f()" away`},
		{"%limit 2GiB", `line 1: %limit: "2GiB" is not one of memory=2GiB, time=5m and off`},
		{"%limit memory=2", `line 1: %limit: "memory=2" needs a number with a unit`},
		{"%limit memory=1KiB", `line 1: %limit: "memory=1KiB" is less than a Go program needs: at least 32MiB`},
		{"%limit memory=NaNGiB", `line 1: %limit: "memory=NaNGiB" is not a size`},
		{"%limit time=soon", `line 1: %limit: "time=soon" is not a time`},
		{"%limit time=-1s", `line 1: %limit: "time=-1s" must be more than nothing`},
		{"%leaks\ntype t int", "line 1: %leaks looks at what main leaves running"},
		{"%race\n%%bash\nls", "line 1: %race is for a cell with Go in it"},
		{"%%\n\t%time", "line 2: a command starts at the beginning of its line: move %time there"},
	} {
		got := Parse(c.source).Problems
		if len(got) != 1 || !strings.HasPrefix(got[0].Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.source, got, c.want)
		}
	}
}

func TestGoNBsCommandsPass(t *testing.T) {
	for _, name := range gonb {
		source := "%" + name + " x"
		if c := Parse(source); len(c.Problems) > 0 || c.Source != source && name != "help" {
			t.Errorf("%s: %+v", source, c)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"Println", "average", "total", "i", "sum"}
	for name, want := range map[string]string{"println": "Println", "averge": "average", "toatl": "total", "zebra": "", "x": "", "smu": "sum", "total": ""} {
		if got := Nearest(name, names); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
