package pages

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Every exported identifier of lib, as the parser alone finds it, has a page.
func TestAllOfLibIsFound(t *testing.T) {
	n := 0
	for _, path := range shared().lib() {
		dir := filepath.Join(root, strings.TrimPrefix(path, "threadboost/"))
		for _, name := range exportedIn(t, dir) {
			n++
			page, err := shared().Lookup(path + "." + name)
			if err != nil {
				t.Errorf("%s.%s: %v", path, name, err)
				continue
			}
			if !strings.HasSuffix(page.Title, filepath.Base(path)+"."+name) || !strings.Contains(page.Text, "Defined in lib/") {
				t.Errorf("%s.%s: the page is\n%s", path, name, page.Text)
			}
			wellFormed(t, page)
		}
	}
	if n < 100 {
		t.Errorf("only %d exported names were found in lib: the test says little", n)
	}
}

// exportedIn returns names such as "Pool" and "Pool.Run" of a folder's files.
func exportedIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if match, _ := build.Default.MatchFile(dir, filepath.Base(file)); !match || strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			names = append(names, exportedBy(d)...)
		}
	}
	return names
}

func exportedBy(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			receiver := d.Recv.List[0].Type
			if star, is := receiver.(*ast.StarExpr); is {
				receiver = star.X
			}
			ident, is := receiver.(*ast.Ident)
			if !is || !ident.IsExported() {
				return nil
			}
			name = ident.Name + "." + name
		}
		if d.Name.IsExported() {
			return []string{name}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					if name.IsExported() {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

// Every package of Go has a page, and so has one type or function of each. Examples are left out, which take longest to read.
func TestAllOfGoIsFound(t *testing.T) {
	s := New(root)
	n := 0
	for _, paths := range s.std() {
		for _, path := range paths {
			p, err := s.load(path, false)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			n++
			wellFormed(t, p.page(nil))
			all := p.symbols()
			if len(all) == 0 || path == "builtin" {
				continue // its names stand alone
			}
			wellFormed(t, all[0].page())
			ref := reference{path: path, parts: append([]string{lastElement(path)}, strings.Split(all[0].name, ".")...)}
			if found := s.find(ref, func(a, b string) bool { return a == b }); strings.Contains(path, "/") && len(found) != 1 {
				t.Errorf("%s.%s is found %d times", path, all[0].name, len(found))
			}
		}
	}
	if n < 140 {
		t.Errorf("only %d packages of Go were found", n)
	}
	std := 0
	for key := range s.cache.kept {
		if !strings.HasPrefix(key.path, "threadboost/") {
			std++
		}
	}
	if std > mostStd {
		t.Errorf("%d packages of Go are kept, want at most %d", std, mostStd)
	}
}

// The types that learners meet are all there, with examples where Go has some.
func TestTypesOfGo(t *testing.T) {
	for _, name := range strings.Fields(`sync.Mutex sync.RWMutex sync.Once sync.Cond sync.Pool sync.Map atomic.Int64 atomic.Value context.Context
		context.CancelFunc time.Duration time.Timer time.Ticker time.Time errors.Join errors.Is fmt.Sprintf fmt.Stringer strings.Builder strings.Fields
		os.File os.ReadFile io.Reader io.Writer io.Copy bufio.Scanner bytes.Buffer slices.SortFunc maps.Keys iter.Seq iter.Pull math.Sqrt http.Get
		http.Handler http.Server url.URL json.Marshal sql.DB testing.B testing.T runtime.GOMAXPROCS runtime.NumGoroutine runtime/debug.Stack
		log.Fatal regexp.Regexp sort.Slice strconv.Itoa path/filepath.Join os/exec.Cmd os/signal.Notify unsafe.Pointer testing/synctest.Test any make append`) {
		page, err := shared().Lookup(name)
		if err != nil || strings.Contains(page.Text, "things have this name") {
			t.Errorf("%s: %q, %v", name, page.Title, err)
		}
	}
}
