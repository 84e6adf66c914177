//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/setup"
	"threadboost/kernel/setup/setuptest"
)

// The cells of the notebook in which a learner presses everything.
const (
	helloCell = iota
	panicCell
	neverCell
	longCell
	nextCell
	helpCell
	nameCell
	typedCell
)

var pressed = []string{
	helloCell: "%%\nfmt.Println(\"hello\")",
	panicCell: "%%\npanic(\"on purpose\")",
	neverCell: "%%\nfmt.Println(\"never\")",
	longCell:  "%%\nfmt.Println(\"begun\")\ntime.Sleep(time.Hour)",
	nextCell:  "%%\nfmt.Println(\"next\")",
	helpCell:  "%help",
	nameCell:  "?model.Pool",
	typedCell: "%%\nstrings.Index",
}

// What a learner presses, in JupyterLab: Run All, Stop, Restart, Tab and Shift-Tab, %help and ?name.
func TestKernelInTheBrowser(t *testing.T) {
	env := setuptest.Lab(t)
	guardtest.Mark(t)
	page := newTab(t)
	cmd, _ := kernelCommand(t, "lab", "--no-browser", "--port", "0", notebookOf(t, env, pressed))
	address := startLab(t, cmd)
	address.Path = strings.Replace(address.Path, "/lab/", "/lab/workspaces/keys-test/", 1)
	address.RawQuery += "&reset"
	openNotebook(page, address.String())

	runAllStopsAtAnError(page)
	completesWhileACellRuns(page)
	stops(page)
	explains(page)
	restarts(page)

	page.close()
	stopLab(t, cmd)
	guardtest.NothingLeft(t)
}

func runAllStopsAtAnError(page *tab) {
	page.t.Helper()
	page.choose("Run", "Run All Cells")
	page.await("the cell above the error has run", output(helloCell)+`.trim() === 'hello'`, time.Minute)
	page.await("the error is shown", output(panicCell)+`.includes('on purpose')`, time.Minute)
	page.await("no cell waits", `[...document.querySelectorAll('.jp-InputPrompt')].every(e => !e.textContent.includes('*'))`, 30*time.Second)
	for _, cell := range []int{neverCell, longCell, nextCell, helpCell} {
		if got := eval[string](page, prompt(cell)); got != "[ ]:" {
			page.t.Errorf("below the error cell %d has the prompt %q, want it not run", cell, got)
		}
	}
}

func completesWhileACellRuns(page *tab) {
	page.t.Helper()
	page.run(longCell)
	page.await("the long cell prints", output(longCell)+`.includes('begun')`, time.Minute)
	page.enter(typedCell)
	page.press(kb.Tab)
	page.await("the list has the right names", `['Index', 'IndexByte', 'IndexFunc'].every(name => [...document.querySelectorAll('.jp-Completer-match')].some(e => e.textContent === name))`, 20*time.Second)
	page.press(kb.Escape)
}

func stops(page *tab) {
	page.t.Helper()
	page.choose("Kernel", "Interrupt Kernel")
	page.await("the stopped cell says so", output(longCell)+`.includes('KeyboardInterrupt')`, 30*time.Second)
	page.run(nextCell)
	page.await("the next cell works", output(nextCell)+`.trim() === 'next'`, time.Minute)
}

func explains(page *tab) {
	page.t.Helper()
	page.run(helpCell)
	page.await("%help shows a page", output(helpCell)+`.includes('Lines that are not Go')`, 30*time.Second)
	page.run(nameCell)
	page.await("?name shows its documentation", output(nameCell)+`.includes('Workers')`, 30*time.Second)
	page.enter(typedCell)
	page.press(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	page.await("the tooltip explains", `[...document.querySelectorAll('.jp-Tooltip')].some(e => e.textContent.includes('Index returns the index'))`, 20*time.Second)
	page.press(kb.Escape)
}

func restarts(page *tab) {
	page.t.Helper()
	page.choose("Kernel", "Restart Kernel…")
	page.click(".jp-Dialog-buttonLabel", "Restart")
	page.await("the dialog is gone", `document.querySelector('.jp-Dialog') === null`, 10*time.Second)
	page.run(nextCell)
	page.await("the count begins anew", prompt(nextCell)+` === '[1]:'`, time.Minute)
}

// notebookOf writes a notebook with these code cells where JupyterLab shows it and nothing keeps it.
func notebookOf(t *testing.T, env setup.Env, sources []string) (path string) {
	t.Helper()
	cells := make([]any, len(sources))
	for i, source := range sources {
		cells[i] = map[string]any{
			"cell_type": "code", "id": fmt.Sprint("cell-", i), "metadata": map[string]any{}, "source": source, "outputs": []any{}, "execution_count": nil,
		}
	}
	kernelspec := map[string]any{"display_name": setup.DisplayName, "language": "go", "name": "threadboost"}
	text, err := json.Marshal(map[string]any{"cells": cells, "metadata": map[string]any{"kernelspec": kernelspec}, "nbformat": 4, "nbformat_minor": 5})
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(shownFolder(t, env), "keys.ipynb")
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// cellOf, output and prompt are JavaScript for a cell, what it shows and its prompt.
func cellOf(cell int) string {
	return fmt.Sprintf(`document.querySelectorAll('.jp-Notebook .jp-CodeCell')[%d]`, cell)
}

func output(cell int) string {
	return `(` + cellOf(cell) + `.querySelector('.jp-OutputArea')?.textContent ?? '')`
}

func prompt(cell int) string {
	return cellOf(cell) + `.querySelector('.jp-InputPrompt').textContent.trim()`
}

// choose clicks on an item of a menu.
func (b *tab) choose(menu, item string) {
	b.t.Helper()
	b.click(".lm-MenuBar-itemLabel", menu)
	b.click(".lm-Menu-itemLabel", item)
}

// enter puts the cursor at the end of a cell.
func (b *tab) enter(cell int) {
	b.t.Helper()
	lines := cellOf(cell) + `.querySelectorAll('.cm-line')`
	b.await("the cell's editor is there", lines+`.length > 0`, 10*time.Second)
	at := eval[[2]float64](b, `(e => { e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })([...`+lines+`].at(-1))`)
	b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]), chromedp.MouseClickXY(at[0], at[1]))
	b.await("the cursor is in the cell", cellOf(cell)+`.contains(document.activeElement)`, 10*time.Second)
	b.press(kb.End)
}

// run runs a cell by the keyboard.
func (b *tab) run(cell int) {
	b.t.Helper()
	b.enter(cell)
	b.press(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
}

func (b *tab) press(key string, options ...chromedp.KeyOption) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key, options...))
}
