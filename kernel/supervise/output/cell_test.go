package output

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// page is what a notebook gets.
type page struct {
	mu       sync.Mutex // for the tests that look while a cell runs: its timer publishes too
	messages []Message
}

func (p *page) publish(m Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.messages = append(p.messages, m)
}

func (p *page) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.messages)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var lines []string
	for _, m := range p.messages {
		if m.Display != nil {
			lines = append(lines, fmt.Sprintf("%s %s %s", m.Display.Type, m.Display.ID, m.Display.Data["text/html"]))
		} else {
			lines = append(lines, fmt.Sprintf("%s %q", m.Stream, m.Text))
		}
	}
	return strings.Join(lines, "\n")
}

// text returns what one stream shows.
func (p *page) text(stream string) string {
	var all strings.Builder
	for _, m := range p.messages {
		if m.Stream == stream {
			all.WriteString(m.Text)
		}
	}
	return all.String()
}

func TestCellPublishesInOrder(t *testing.T) {
	frame := func(kind, id, html string) string { return encode(id1, jsonOf(kind, id, html), 3000) }
	type write struct{ stream, text string }
	for _, c := range []struct {
		name   string
		writes []write
		want   string
	}{
		{"nothing", nil, ""},
		{"lines become one message", []write{{Stdout, "a\n"}, {Stdout, "b\n"}}, `stdout "a\nb\n"`},
		{"streams take turns", []write{{Stdout, "a\n"}, {Stderr, "b\n"}, {Stdout, "c\n"}}, lines(`stdout "a\n"`, `stderr "b\n"`, `stdout "c\n"`)},
		{"a display between text", []write{{Stdout, "a\n" + frame(displayData, "", "x") + "b\n"}},
			lines(`stdout "a\n"`, `display_data  "x"`, `stdout "b\n"`)},
		{"a display on standard error", []write{{Stderr, frame(displayData, "", "x")}}, `display_data  "x"`},
		{"a rune of two chunks", []write{{Stdout, "\xe2\x82"}, {Stderr, "b"}, {Stdout, "\xac"}}, lines(`stderr "b"`, `stdout "€"`)},
		{"a note", []write{{Stdout, "a" + frame("x", "", "") + "b"}}, lines(`stdout "a"`, `stderr "[`+unknown+`]\n"`, `stdout "b"`)},
		{"updates that have not left", []write{{Stdout, frame(displayData, "i", "1") + frame(update, "i", "2") + frame(update, "i", "3")}}, `display_data i "3"`},
		{"updates of a display that is elsewhere", []write{{Stdout, frame(update, "i", "1") + frame(update, "j", "2") + frame(update, "i", "3")}},
			lines(`update_display_data i "3"`, `update_display_data j "2"`)},
		{"what is cleared", []write{{Stdout, "a\n" + frame(update, "i", "1") + frame(displayData, "", "x") + frame(clearOutput, "", "") + "b\n"}},
			lines(`update_display_data i "1"`, `clear_output  ""`, `stdout "b\n"`)},
		{"a clear with nothing behind it", []write{{Stdout, "a\n" + frame(clearOutput, "", "") + frame(clearOutput, "", "")}}, lines(`stdout "a\n"`, `clear_output  ""`)},
		{"progress", []write{{Stdout, "\r10 %"}, {Stdout, "\r20 %"}, {Stdout, "\r30 %\n"}}, `stdout "\r30 %\n"`},
		{"a return at the end", []write{{Stdout, "10 %\r"}}, `stdout "10 %\r"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p page
			cell := NewCell(Config{Publish: p.publish})
			for _, w := range c.writes {
				cell.Write(w.stream, []byte(w.text))
			}
			cell.Close()
			cell.Write(Stdout, []byte("too late"))
			cell.Close()
			check(t, p.String(), c.want)
		})
	}
}

func TestTurnsAreBounded(t *testing.T) {
	var p page
	cell := NewCell(Config{Publish: p.publish})
	for range 50 {
		cell.Write(Stdout, []byte("o"))
		cell.Write(Stderr, []byte("e"))
	}
	cell.Close()
	if len(p.messages) != maxTurns || len(p.text(Stdout)) != 50 || len(p.text(Stderr)) != 50 {
		t.Errorf("got\n%s\nwant all of it in %d messages", &p, maxTurns)
	}
}

func TestCellWaitsForQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p page
		cell := NewCell(Config{Publish: p.publish})
		cell.Write(Stdout, []byte("a\n"))
		time.Sleep(quiet - 1)
		if p.count() != 0 {
			t.Errorf("before it was quiet it published\n%s", &p)
		}
		time.Sleep(1)
		synctest.Wait()
		check(t, p.String(), `stdout "a\n"`)
		time.Sleep(time.Hour)
		cell.Write(Stdout, []byte("b\r"))
		time.Sleep(quiet)
		synctest.Wait()
		check(t, p.String(), lines(`stdout "a\n"`, `stdout "b"`))
		cell.Close()
		check(t, p.String(), lines(`stdout "a\n"`, `stdout "b"`, `stdout "\r"`))
	})
}

func TestCellShowsWhileItWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p page
		cell := NewCell(Config{Publish: p.publish})
		seen, longest, count := time.Now(), time.Duration(0), 0
		for range 2000 { // 10 s, never quiet
			cell.Write(Stdout, []byte("x\n"))
			time.Sleep(5 * time.Millisecond)
			synctest.Wait()
			if n := p.count(); n > count {
				count, longest, seen = n, max(longest, time.Since(seen)), time.Now()
			}
		}
		cell.Close()
		if n := len(p.messages); longest > 260*time.Millisecond || n > 50 {
			t.Errorf("%d messages, up to %v apart: want at most 50 (4 a second and some more at first), 0.26 s apart", n, longest)
		}
	})
}

func TestFloodsAreFewMessages(t *testing.T) {
	for _, c := range []struct {
		name string
		gap  time.Duration // between chunks of 100 lines
	}{{"at once", 0}, {"in 2 s", time.Millisecond}, {"in 15 s", 7500 * time.Microsecond}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p page
				var want strings.Builder
				cell := NewCell(Config{Publish: p.publish})
				for i := range 2000 {
					chunk := strings.Repeat(fmt.Sprintf("line %06d of a flood, with a € in it\n", i), 100)
					want.WriteString(chunk)
					cell.Write(Stdout, []byte(chunk))
					time.Sleep(c.gap)
				}
				cell.Close()
				if p.text(Stdout) != want.String() {
					t.Error("the lines have changed")
				}
				t.Logf("%d messages", len(p.messages))
				if n := len(p.messages); n > 100 {
					t.Errorf("200,000 lines made %d messages, want at most 100", n)
				}
			})
		})
	}
}

func TestUpdatesAreFewMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p page
		cell := NewCell(Config{Publish: p.publish})
		cell.Display(html(displayData, "bar", "0"))
		for i := range 20_000 { // 1 s
			cell.Display(html(update, "bar", fmt.Sprint(i)))
			time.Sleep(50 * time.Microsecond)
		}
		cell.Close()
		last := p.messages[len(p.messages)-1].Display
		if n := len(p.messages); n > 20 || string(last.Data["text/html"]) != `"19999"` {
			t.Errorf("%d messages, the last one %s: want at most 20, and the last update", n, last.Data["text/html"])
		}
	})
}

func TestManyWriters(t *testing.T) {
	var p page
	cell := NewCell(Config{Publish: p.publish})
	var writers sync.WaitGroup
	for _, stream := range []string{Stdout, Stderr} {
		writers.Go(func() {
			for i := range 10_000 {
				cell.Write(stream, fmt.Appendf(nil, "%d\n", i))
			}
		})
	}
	writers.Go(func() {
		for i := range 100 {
			cell.Display(html(displayData, "", fmt.Sprint(i)))
		}
	})
	writers.Wait()
	cell.Close()
	var want strings.Builder
	for i := range 10_000 {
		fmt.Fprintln(&want, i)
	}
	displays := 0
	for _, m := range p.messages {
		if m.Display != nil {
			if got := string(m.Display.Data["text/html"]); got != fmt.Sprintf("%q", fmt.Sprint(displays)) {
				t.Fatalf("display %d is %s", displays, got)
			}
			displays++
		}
	}
	if p.text(Stdout) != want.String() || p.text(Stderr) != want.String() || displays != 100 {
		t.Error("something is missing or out of order")
	}
}

func TestLimit(t *testing.T) {
	line := strings.Repeat("x", 98) + "€\n" // 102 bytes
	big := func(id, kind string) *Display { return html(kind, id, strings.Repeat("y", 6000)) }
	flood := func(c *Cell) { c.Write(Stdout, []byte(strings.Repeat(line, 200))) } // 20.4 kB
	for _, c := range []struct {
		name     string
		max      int64
		noFile   bool
		write    func(c *Cell)
		shown    int // bytes of text
		displays int
		file     int // bytes
		notes    []string
	}{
		{"below", 0, false, func(c *Cell) { c.Write(Stdout, []byte(line)) }, 102, 0, 0, nil},
		{"above", 0, false, flood, 9996, 0, 10404, []string{"more than 10000 bytes", "the rest is in FILE", "printed 20400 bytes. 10404 bytes of it are not shown: 10404 bytes are in FILE."}},
		{"a line without an end", 0, false, func(c *Cell) { c.Write(Stdout, []byte(strings.Repeat("€", 4000))) }, 9999, 0, 2001, []string{"2001 bytes are in FILE"}},
		{"a full file", 5000, false, flood, 9996, 0, 5000, []string{"5000 bytes are in FILE, 5404 bytes are dropped."}},
		{"no file", 0, true, flood, 9996, 0, 0, []string{"the rest is dropped: there is no file for it", "10404 bytes of it are not shown, 10404 bytes are dropped (there"}},
		{"figures after a flood", 0, false, func(c *Cell) { flood(c); c.Display(big("", displayData)) }, 9996, 1, 10404, []string{"the rest is in FILE"}},
		{"a flood of figures", 0, false, func(c *Cell) {
			for range 10 {
				c.Display(big("", displayData))
			}
		}, 0, 3, 0, []string{"7 displays of the cell are not shown: together with its text they have more than 20000 bytes."}},
		{"updates in place", 0, false, func(c *Cell) {
			c.Display(big("bar", displayData))
			for range 10 {
				flushNow(c)
				c.Display(big("bar", update))
			}
		}, 0, 11, 0, nil},
		{"many small displays", 0, false, func(c *Cell) {
			for range 11 {
				c.Display(html(displayData, "", ""))
			}
		}, 0, 10, 0, []string{"1 displays"}},
		{"cleared in between", 0, false, func(c *Cell) {
			for range 3 {
				c.Write(Stdout, []byte(strings.Repeat(line, 90)))
				c.Display(html(clearOutput, "", ""))
				flushNow(c)
			}
		}, 3 * 9180, 3, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "folder", "cell-1.txt")
			var p page
			config := Config{Publish: p.publish, Limit: 10_000, File: file, FileMax: c.max}
			if c.noFile {
				config.File = ""
			}
			cell := NewCell(config)
			c.write(cell)
			cell.Close()
			displays := 0
			for _, m := range p.messages {
				if m.Display != nil {
					displays++
				}
			}
			if got := len(p.text(Stdout)); got != c.shown || displays != c.displays {
				t.Errorf("%d bytes of text and %d displays are shown, want %d and %d", got, displays, c.shown, c.displays)
			}
			notes := p.text(Stderr)
			for _, want := range c.notes {
				if want = strings.ReplaceAll(want, "FILE", file); !strings.Contains(notes, want) {
					t.Errorf("the notes are\n%swant one with %q", notes, want)
				}
			}
			if c.notes == nil && notes != "" {
				t.Errorf("the notes are\n%swant none", notes)
			}
			checkFile(t, file, c.file)
		})
	}
}

func flushNow(c *Cell) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flush(false)
}

func checkFile(t *testing.T, path string, size int) {
	t.Helper()
	info, err := os.Stat(path)
	if size == 0 {
		if err == nil {
			t.Error("there is a file")
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() != int64(size) || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has %d bytes and mode %v, want %d and -rw-------", info.Size(), info.Mode(), size)
	}
}

func TestLimitOfAFileThatCannotBe(t *testing.T) {
	var p page
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cell := NewCell(Config{Publish: p.publish, Limit: 10, File: filepath.Join(blocked, "rest")})
	cell.Write(Stdout, []byte("0123456789\n"))
	cell.Close()
	if notes := p.text(Stderr); !strings.Contains(notes, "the rest is dropped: mkdir") {
		t.Errorf("the notes are %q", notes)
	}
}

// BenchmarkLines writes 200,000 lines as they come through a pipe of 64 kB, and as GoNB passes them on.
func BenchmarkLines(b *testing.B) {
	lines := []byte(strings.Repeat("line 123456 of a flood, 40 bytes of it\n", 200_000))
	for _, c := range []struct {
		name string
		size int
	}{{"pipe", 32 << 10}, {"gonb", 1400}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(lines)))
			messages := 0
			for b.Loop() {
				cell := NewCell(Config{Publish: func(Message) { messages++ }})
				for chunk := range slicesOf(lines, c.size) {
					cell.Write(Stdout, chunk)
				}
				cell.Close()
			}
			b.ReportMetric(float64(messages)/float64(b.N), "messages/op")
		})
	}
}
