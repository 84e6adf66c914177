//go:build linux

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/setup"
	"threadboost/kernel/setup/setuptest"
)

// kernelCommand is the program under test, which this test's executable is when its name is kernel, in an empty home.
func kernelCommand(t *testing.T, args ...string) (cmd *exec.Cmd, home string) {
	t.Helper()
	home = t.TempDir()
	cmd = &exec.Cmd{Path: os.Args[0], Args: append([]string{"kernel"}, args...), Env: append(os.Environ(), "HOME="+home)}
	caches, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := strings.Fields(string(caches))
	cmd.Env = append(cmd.Env, "GOCACHE="+dirs[0], "GOMODCACHE="+dirs[1])
	if !filepath.IsAbs(cmd.Path) {
		t.Fatalf("the test's executable is %s, want an absolute path", cmd.Path)
	}
	return cmd, home
}

// lesson is a copy of the first notebook, without outputs, where saving it changes nothing that is kept.
func lesson(t *testing.T, env setup.Env) (path string, codeCells int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(env.Notebooks(), firstNotebook))
	if err != nil {
		t.Fatal(err)
	}
	var notebook map[string]any
	if err := json.Unmarshal(text, &notebook); err != nil {
		t.Fatal(err)
	}
	for _, c := range notebook["cells"].([]any) {
		if cell := c.(map[string]any); cell["cell_type"] == "code" {
			cell["outputs"], cell["execution_count"] = []any{}, nil
			codeCells++
		}
	}
	if text, err = json.Marshal(notebook); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(shownFolder(t, env), firstNotebook)
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return path, codeCells
}

// shownFolder is a new folder in site, which is not committed and which JupyterLab shows.
func shownFolder(t *testing.T, env setup.Env) (dir string) {
	t.Helper()
	site := filepath.Join(env.Root, "site")
	if err := os.MkdirAll(site, 0o777); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(site, "browser-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		os.RemoveAll(dir)
		os.Remove(site) // if nothing else is in it
	})
	return dir
}

// startLab starts the program and returns it with the address that it prints.
func startLab(t *testing.T, cmd *exec.Cmd) *url.URL {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var problems bytes.Buffer
	cmd.Stderr = &problems
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); strings.HasPrefix(line, "http://") {
			address, err := url.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			return address
		}
	}
	cmd.Wait()
	t.Fatalf("lab printed no address:\n%s", &problems)
	return nil
}

// The whole path of a newcomer: lab, the browser, Run All, tables and figures, the page from the menu, the end.
func TestLabInTheBrowser(t *testing.T) {
	env := setuptest.Lab(t)
	guardtest.Mark(t)
	notebook, codeCells := lesson(t, env)
	page := newTab(t)
	cmd, home := kernelCommand(t, "lab", "--no-browser", "--port", "0", notebook)
	address := startLab(t, cmd)
	// A workspace of the test's own: the open tabs of whoever works in this repository stay as they are.
	address.Path = strings.Replace(address.Path, "/lab/", "/lab/workspaces/browser-test/", 1)
	address.RawQuery += "&reset"

	openNotebook(page, address.String())
	isUnchanged(page)
	isCalm(page)
	runAll(page, codeCells)
	showsResults(page)
	isCalm(page)
	savePage(page)
	if outside := page.outside("http://"+address.Host, "ws://"+address.Host); len(outside) > 0 {
		t.Errorf("JupyterLab asked the network for %q", outside)
	}
	if errors := page.errors(); len(errors) > 0 {
		t.Errorf("the console has errors: %q", errors)
	}
	page.close()
	stopLab(t, cmd)
	guardtest.NothingLeft(t)
	untouched(t, home)
}

func openNotebook(page *tab, address string) {
	page.t.Helper()
	page.do(chromedp.Navigate(address))
	page.await("the notebook is open", `document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell').length > 0`, time.Minute)
	page.await("its kernel is ours", `[...document.querySelectorAll('.jp-KernelName')].some(e => e.textContent.includes('Go (ThreadBoost)'))`, 30*time.Second)
	page.await("its kernel is connected", `fetch('/api/kernels').then(r => r.json()).then(list => list.some(k => k.connections > 0))`, time.Minute)
}

// isUnchanged: JupyterLab has asked the kernel what it is and had nothing to write into the notebook. A committed notebook says already
// what the kernel says.
func isUnchanged(page *tab) {
	page.t.Helper()
	page.await("the kernel has said what it is", `document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]') !== null`, time.Minute)
	if eval[bool](page, `document.querySelector('.jp-mod-dirty') !== null`) {
		page.t.Error("the notebook counts as changed right after it was opened: its metadata is not what the kernel says (go run ./kernel run --save)")
	}
}

// isCalm: nothing lies over the page.
func isCalm(page *tab) {
	page.t.Helper()
	if over := eval[string](page, `[...document.querySelectorAll('.jp-Dialog, .Toastify__toast')].map(e => e.textContent).join()`); over != "" {
		page.t.Errorf("JupyterLab shows %q over the notebook", over)
	}
}

func runAll(page *tab, codeCells int) {
	page.t.Helper()
	page.choose("Run", "Run All Cells")
	const finished = `[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].filter(e => /^\[\d+\]:$/.test(e.textContent.trim())).length`
	page.await("every cell has run", fmt.Sprintf("%s === %d", finished, codeCells), 3*time.Minute)
	if said := eval[string](page, `[...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]')].map(e => e.textContent).join()`); said != "" {
		page.t.Errorf("a cell failed or complained: %s", said)
	}
}

// showsResults: tables have rows that take up room, and figures are pictures that the browser could draw, with words.
func showsResults(page *tab) {
	page.t.Helper()
	const figures = `[...document.querySelectorAll('.jp-OutputArea img')]`
	page.await("the figures are drawn", figures+`.every(e => e.complete)`, 10*time.Second)
	if bad := eval[string](page, figures+`.filter(e => !(e.naturalWidth > 0 && e.alt && e.src.startsWith('data:image/svg+xml'))).map(e => e.outerHTML.slice(0, 200)).join()`); bad != "" {
		page.t.Errorf("figures that are not drawn, without alternative text, or no SVG: %s", bad)
	}
	if n := eval[int](page, figures+`.length`); n == 0 {
		page.t.Error("no cell shows a figure")
	}
	if n := eval[int](page, `[...document.querySelectorAll('.jp-OutputArea table')].filter(e => e.rows.length > 1 && e.getBoundingClientRect().height > 20).length`); n == 0 {
		page.t.Error("no cell shows a table")
	}
}

// savePage takes the HTML from JupyterLab's menu: it must be the page of our exporter.
func savePage(page *tab) {
	page.t.Helper()
	dir := page.t.TempDir()
	page.downloadsTo(dir)
	page.click(".lm-MenuBar-itemLabel", "File")
	page.click(".lm-Menu-itemLabel", "Save and Export Notebook As")
	page.click(".lm-Menu-itemLabel", "HTML")
	page.click(".jp-Dialog-buttonLabel", "Ok") // with "Sanitize HTML output" as it is, which is ticked
	path := filepath.Join(dir, strings.TrimSuffix(firstNotebook, ".ipynb")+".html")
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if text, err := os.ReadFile(path); err == nil {
			isOurs(page.t, string(text))
			return
		}
		if time.Now().After(end) {
			files, _ := os.ReadDir(dir)
			page.t.Fatalf("%s was not downloaded; the folder has %v", path, files)
		}
	}
}

func isOurs(t *testing.T, page string) {
	t.Helper()
	if !strings.Contains(page, `http-equiv="Content-Security-Policy"`) || !strings.Contains(page, "default-src 'none'") {
		t.Error("the page from the menu has no Content-Security-Policy: it is not ours")
	}
	if strings.Contains(page, "<script") {
		t.Error("the page from the menu has a script")
	}
	if !strings.Contains(page, "data:image/svg+xml") {
		t.Error("the page from the menu has no figure")
	}
}

func stopLab(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("lab ended with %v after SIGTERM, want status 0", err)
	}
}

// However lab ends, its server, the kernel that a browser has asked for, and gopls end with it.
func TestLabEnds(t *testing.T) {
	setuptest.Lab(t)
	for _, c := range []struct {
		name string
		end  func(t *testing.T, lab *exec.Cmd, address *url.URL)
		want string // error of lab
		said string // on stderr
	}{
		{"Ctrl-C", func(t *testing.T, lab *exec.Cmd, _ *url.URL) { send(t, lab.Process.Pid, syscall.SIGINT) }, "<nil>", ""},
		{"Shut Down in its menu", func(t *testing.T, _ *exec.Cmd, address *url.URL) {
			post(t, address, "/api/shutdown", "", http.StatusOK)
		}, "<nil>", ""},
		{"a killed server", func(t *testing.T, _ *exec.Cmd, _ *url.URL) { send(t, server(t), syscall.SIGKILL) }, "exit status 1", "lab: JupyterLab ended by itself (exit status 137)"},
		{"a killed lab", func(t *testing.T, lab *exec.Cmd, _ *url.URL) { send(t, lab.Process.Pid, syscall.SIGKILL) }, "signal: killed", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			guardtest.Mark(t)
			cmd, _ := kernelCommand(t, "lab", "--no-browser", "--port", "0")
			address := startLab(t, cmd)
			startKernel(t, address)
			c.end(t, cmd, address)
			if err := fmt.Sprint(cmd.Wait()); err != c.want {
				t.Errorf("lab ended with %s, want %s", err, c.want)
			}
			if said := fmt.Sprint(cmd.Stderr); !strings.Contains(said, c.said) {
				t.Errorf("lab said %q, want %q in it", said, c.said)
			}
			for end := time.Now().Add(30 * time.Second); len(guardtest.Left(t)) > 0 && time.Now().Before(end); {
				time.Sleep(50 * time.Millisecond) // a killed lab waits for nothing
			}
			guardtest.NothingLeft(t)
		})
	}
}

func send(t *testing.T, pid int, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, signal); err != nil {
		t.Fatal(err)
	}
}

// server is the process of the only JupyterLab that the test has started.
func server(t *testing.T) int {
	t.Helper()
	for pid, command := range guardtest.Left(t) {
		if strings.Contains(command, "-m jupyterlab") && !strings.HasPrefix(command, "kernel guard") {
			return pid
		}
	}
	t.Fatalf("no server among %v", guardtest.Left(t))
	return 0
}

// post asks the server, with the token of the lab's address.
func post(t *testing.T, address *url.URL, path, body string, status int) {
	t.Helper()
	asked := *address
	asked.Path = path
	response, err := http.Post(asked.String(), "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != status {
		t.Fatalf("the server answers %s to %s, want %d", response.Status, path, status)
	}
}

// startKernel does what a browser does when it opens a notebook, and waits until gopls is there too.
func startKernel(t *testing.T, address *url.URL) {
	t.Helper()
	post(t, address, "/api/kernels", `{"name":"threadboost"}`, http.StatusCreated)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		for _, command := range guardtest.Left(t) {
			if strings.Contains(command, "gopls") {
				return
			}
		}
		if time.Now().After(end) {
			t.Fatalf("no gopls among %v", guardtest.Left(t))
		}
	}
}

// untouched: a home holds at most what Go's tools cache for themselves.
func untouched(t *testing.T, home string) {
	t.Helper()
	filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		switch rel, _ := filepath.Rel(home, path); {
		case err != nil:
			t.Error(err)
		case rel == ".config/go" || rel == ".cache/goimports":
			return fs.SkipDir
		case !d.IsDir():
			t.Errorf("%s was written", path)
		}
		return nil
	})
}
