//go:build linux

package main

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/setup/setuptest"
)

// offline is a browser for which no other machine exists.
var offline = chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND")

// Every exported page, and their index, is whole without a network: it asks for nothing but itself, and nothing on it
// is refused by its own policy.
func TestPagesOffline(t *testing.T) {
	setuptest.Lab(t)
	guardtest.Mark(t)
	site := t.TempDir()
	cmd, home := kernelCommand(t, "export", "-o", site)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("export: %v\n%s", err, out)
	}
	pages, err := filepath.Glob(filepath.Join(site, "*.html"))
	if err != nil || len(pages) < 2 {
		t.Fatalf("export wrote %q (%v), want pages and an index", pages, err)
	}
	browser := newTab(t, offline)
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) { isWhole(t, browser, page) })
	}
	browser.close()
	guardtest.NothingLeft(t)
	untouched(t, home)
}

func isWhole(t *testing.T, browser *tab, path string) {
	browser.t = t
	browser.forget()
	address := (&url.URL{Scheme: "file", Path: path}).String()
	browser.do(chromedp.Navigate(address))
	browser.await("its pictures are drawn", `[...document.images].every(e => e.complete && e.naturalWidth > 0)`, 10*time.Second)
	if requests := browser.outside(); len(requests) != 1 || requests[0] != address {
		t.Errorf("the page asked for %q, want for itself only", requests)
	}
	if errors := browser.errors(); len(errors) > 0 {
		t.Errorf("the console has errors: %q", errors)
	}
	if heading := eval[string](browser, `document.querySelector('h1')?.textContent ?? ''`); heading == "" {
		t.Error("the page has no heading")
	}
}

// What the other tests rely on: nothing that a page asks for or complains about is missed.
func TestTabSees(t *testing.T) {
	browser := newTab(t, offline)
	for _, c := range []struct {
		name, page           string
		requests, complaints int
	}{
		{"a quiet page", `<h1>hello</h1><img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>">`, 1, 0},
		{"a picture from elsewhere", `<img src="http://example.com/a.png">`, 2, 1},
		{"a style sheet beside it", `<link rel="stylesheet" href="a.css">`, 2, 1},
		{"a script that complains", `<script>console.error("no")</script>`, 1, 1},
		{"a script that fails", `<script>nothing.there()</script>`, 1, 1},
		{"a script that its policy forbids", `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><script>1</script>`, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "page.html")
			if err := os.WriteFile(path, []byte("<!doctype html>"+c.page), 0o666); err != nil {
				t.Fatal(err)
			}
			browser.t = t
			browser.forget()
			browser.do(chromedp.Navigate("file://" + path))
			browser.await("it is loaded", `document.readyState === 'complete'`, 10*time.Second)
			if requests := browser.outside(); len(requests) != c.requests {
				t.Errorf("requests are %q, want %d", requests, c.requests)
			}
			if errors := browser.errors(); len(errors) != c.complaints {
				t.Errorf("complaints are %q, want %d", errors, c.complaints)
			}
		})
	}
}
