package assist

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"threadboost/kernel/guard"
	"threadboost/kernel/process"
)

// Config says where things are. Paths are absolute.
type Config struct {
	Gopls string // the program
	Root  string // of the repository, whose packages the cells import
}

// settings are those of gopls: what a notebook has no use for is off.
var settings = map[string]any{
	"completeUnimported": true, "completionBudget": "800ms", "matcher": "Fuzzy", "usePlaceholders": false,
	"hoverKind": "FullDocumentation", "linksInHover": false, "diagnosticsTrigger": "Save", "staticcheck": false, "vulncheck": "Off",
	"semanticTokens": false,
}

// memoryLimit is what gopls tries to stay under (GOMEMLIMIT): it holds the types of all that a cell imports.
const memoryLimit = "200MiB"

// A server is a gopls at work, under a guard of its own, in a folder that holds a module for the notebook.
type server struct {
	folder string
	guard  *guard.Process
	conn   *connection
	ours   []*os.File // our ends of its pipes
	opened map[string]int
}

// start starts gopls and opens the module. All that it makes lies in its folder.
func start(ctx context.Context, config Config) (*server, error) {
	folder := guard.NewFolder()
	in, toServer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	fromServer, out, err := os.Pipe()
	if err != nil {
		toServer.Close()
		return nil, err
	}
	defer out.Close()
	s := &server{folder: folder, ours: []*os.File{toServer, fromServer}, opened: map[string]int{}}
	cmd := exec.Command(config.Gopls, "serve")
	cmd.Dir = config.Root
	cmd.Env = append(os.Environ(), environment(folder, config.Root)...)
	cmd.Stdin, cmd.Stdout = in, out
	s.guard, err = guard.Start(guard.Program{Cmd: cmd, Folder: folder, Prepare: func() error { return fill(folder, config.Root) }})
	if err != nil {
		s.stop()
		return nil, err
	}
	s.conn = newConnection(fromServer, toServer, settings)
	if err := s.initialize(ctx); err != nil {
		s.stop()
		return nil, fmt.Errorf("assist: gopls did not start: %w", err)
	}
	return s, nil
}

// environment is what gopls gets beside ours. With a configuration folder of its own its telemetry is off, which costs a process
// otherwise and cannot be switched off by a variable; the go command's own settings stay the user's. What it caches lies with the set-up,
// not in the home folder.
func environment(folder, root string) []string {
	env := []string{
		"TMPDIR=" + folder, "GOMEMLIMIT=" + memoryLimit, "GOWORK=off", "GOPROXY=off", "GOFLAGS=-mod=mod -tags=minimal",
		"XDG_CONFIG_HOME=" + filepath.Join(folder, "config"), "GOPLSCACHE=" + filepath.Join(root, ".threadboost", "gopls"),
	}
	if os.Getenv("GOENV") == "" {
		if config, err := os.UserConfigDir(); err == nil {
			env = append(env, "GOENV="+filepath.Join(config, "go", "env"))
		}
	}
	return env
}

// fill makes a module that needs what the repository needs, and the repository itself: gopls then holds only what cells import.
func fill(folder, root string) error {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text := moduleLine.ReplaceAllString(string(mod), "module cell\n\nrequire threadboost v0.0.0\n\nreplace threadboost => "+quote(root))
	files := map[string]string{
		"cell/go.mod": text, "cell/go.sum": string(sum), "cell/cell.go": "package main\n\nfunc main() {}\n", "cell/earlier.go": "package main\n",
		"config/go/telemetry/mode": "off",
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

var moduleLine = regexp.MustCompile(`(?m)^module .*$`)

// quote writes a path as a go.mod wants it.
func quote(path string) string {
	if strings.ContainsAny(path, " \t\"'`()[]{},;") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(path) + `"`
	}
	return path
}

func (s *server) uri(file string) string {
	return (&url.URL{Scheme: "file", Path: filepath.Join(s.folder, "cell", file)}).String()
}

func (s *server) initialize(ctx context.Context) error {
	var result any
	err := s.conn.call(ctx, "initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": s.uri(""), "initializationOptions": settings,
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true},
			"textDocument": map[string]any{
				"completion":    map[string]any{"completionItem": map[string]any{"snippetSupport": false, "documentationFormat": []string{"plaintext"}}},
				"hover":         map[string]any{"contentFormat": []string{"markdown"}},
				"signatureHelp": map[string]any{"signatureInformation": map[string]any{"documentationFormat": []string{"markdown"}}},
			},
		},
	}, &result)
	if err != nil {
		return err
	}
	return s.conn.notify("initialized", struct{}{})
}

// write makes a file's text what gopls sees, whatever is on disk.
func (s *server) write(file, text string) error {
	s.opened[file]++
	version := s.opened[file]
	document := map[string]any{"uri": s.uri(file), "version": version}
	if version == 1 {
		document["languageId"], document["text"] = "go", text
		return s.conn.notify("textDocument/didOpen", map[string]any{"textDocument": document})
	}
	return s.conn.notify("textDocument/didChange", map[string]any{"textDocument": document, "contentChanges": []map[string]string{{"text": text}}})
}

// pause stops gopls where it is, so that it disturbs no measurement, and resume lets it go on.
func (s *server) pause()  { s.signal(syscall.SIGSTOP) }
func (s *server) resume() { s.signal(syscall.SIGCONT) }

func (s *server) signal(signal syscall.Signal) {
	for _, pid := range s.processes() {
		syscall.Kill(pid, signal)
	}
}

// processes are those of gopls.
func (s *server) processes() []int {
	if list, ok := process.Children(s.guard.PID()); ok {
		return list
	}
	return slices.Collect(maps.Keys(process.Descendants(s.guard.PID(), process.All())))
}

// stop ends gopls and returns when nothing of it is left.
func (s *server) stop() {
	if s.guard != nil {
		s.guard.Stop()
	}
	for _, file := range s.ours {
		file.Close()
	}
}

// startTime is how long gopls may take to start.
const startTime = 30 * time.Second
