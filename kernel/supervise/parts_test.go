package supervise

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"threadboost/kernel/supervise/cell"
)

func TestExcerpt(t *testing.T) {
	var short, long excerpt
	short.add([]byte("one "))
	short.add([]byte("two"))
	if got := short.String(); got != "one two" {
		t.Errorf("a short text came back as %q", got)
	}
	line := bytes.Repeat([]byte("x"), 1000)
	long.add([]byte("begin"))
	for range 10_000 {
		long.add(line)
	}
	long.add([]byte("end"))
	got := long.String()
	if !strings.HasPrefix(got, "beginx") || !strings.HasSuffix(got, "xend") || len(got) > 4*kept {
		t.Errorf("of 10 MB %d bytes are kept, %q to %q; want at most %d with both ends", len(got), got[:8], got[len(got)-8:], 4*kept)
	}
}

func TestLimits(t *testing.T) {
	for text, want := range map[string]Limits{
		"":                      {},
		"memory=2GiB":           {Memory: 2 << 30},
		"time=5m memory=500MiB": {Memory: 500 << 20, Time: 5 * time.Minute},
		"off":                   {},
	} {
		got, err := ParseLimits(text)
		if err != nil || got != want {
			t.Errorf("%q gave %+v, %v; want %+v", text, got, err, want)
		}
		if again, err := ParseLimits(strings.Replace(got.String(), "no limits", "off", 1)); err != nil || again != want {
			t.Errorf("%+v is written %q and gives %+v, %v", want, got, again, err)
		}
	}
	for _, text := range []string{"memory=2", "2GiB", "time=-1s", "cpu=3"} {
		if _, err := ParseLimits(text); err == nil || !strings.Contains(err.Error(), LimitsVariable) {
			t.Errorf("%q gave the error %v, want one that names %s", text, err, LimitsVariable)
		}
	}
	l := Limits{Memory: 1 << 30, Time: time.Minute}
	if got := l.with(cell.Limit{Memory: cell.NoMemory}); got != (Limits{Time: time.Minute}) {
		t.Errorf("memory=off left %+v", got)
	}
}

func TestConnectionFileIsChecked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kernel-1.json")
	for _, test := range []struct{ text, want string }{
		{`{"transport":"tcp","ip":"127.0.0.1","shell_port":1,"key":"k","signature_scheme":"hmac-sha256"}`, ""},
		{`{"transport":"ipc","ip":"/tmp/x"}`, ""},
		{`{`, "is no JSON object"},
		{`{"transport":"udp"}`, `asks for the transport "udp"`},
		{`{"transport":"tcp","key":"k","signature_scheme":"hmac-md5"}`, `asks for signatures by "hmac-md5"`},
	} {
		if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readConnection(file)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s gave the error %v, want %q in it", test.text, err, test.want)
		}
	}
	if _, err := readConnection(file + "x"); err == nil || !strings.Contains(err.Error(), "no connection file") {
		t.Errorf("a missing file gave the error %v", err)
	}
	for _, test := range []struct {
		c    connection
		want string
	}{
		{connection{Transport: "tcp", IP: "127.0.0.1"}, "tcp://127.0.0.1:7"},
		{connection{Transport: "tcp", IP: "::1"}, "tcp://[::1]:7"},
		{connection{Transport: "ipc", IP: "/tmp/x"}, "ipc:///tmp/x-7"},
	} {
		if got := test.c.endpoint(7); got != test.want {
			t.Errorf("%+v: endpoint %s, want %s", test.c, got, test.want)
		}
	}
}

func TestWordAt(t *testing.T) {
	for _, test := range []struct {
		code string
		at   int
		want string
	}{
		{"model.Pool{}", 8, "model.Pool"}, {"model.Pool{}", 10, "model.Pool"}, {"é := fmt.Sprint(x)", 6, "fmt.Sprint"},
		{"%time", 2, "%time"}, {"", 0, ""}, {"a b", 1, "a"}, {"a", 99, "a"}, {"a", -1, "a"},
	} {
		if got := wordAt(test.code, test.at); got != test.want {
			t.Errorf("at %d of %q is %q, want %q", test.at, test.code, got, test.want)
		}
	}
}

func TestPipesKeepTheOrderAndDrain(t *testing.T) {
	folder := newPipes(t)
	p, err := openPipes(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	var got strings.Builder
	p.connect(func(stream string, text []byte) { fmt.Fprintf(&got, "%s:%s ", stream[3:], text) })
	out, err := os.OpenFile(filepath.Join(folder, "stdout"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	errors, err := os.OpenFile(filepath.Join(folder, "stderr"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer errors.Close()
	var want strings.Builder
	for i := range 50 {
		fmt.Fprintf(errors, "%d", i)
		p.drain()
		fmt.Fprintf(out, "%d", i)
		p.drain()
		fmt.Fprintf(&want, "err:%d out:%d ", i, i)
	}
	if got.String() != want.String() {
		t.Errorf("arrived %q, want %q", got.String(), want.String())
	}
	p.close()
	p.drain() // of closed pipes returns
}

func TestPipesTellTheStart(t *testing.T) {
	folder := newPipes(t)
	p, err := openPipes(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if pid, _ := p.started(); pid != 0 {
		t.Errorf("program %d has started, want none", pid)
	}
	if err := os.WriteFile(filepath.Join(folder, "started"), []byte("123"), 0o600); err != nil {
		t.Fatal(err)
	}
	if pid, at := p.started(); pid != 123 || time.Since(at) > time.Hour {
		t.Errorf("program %d started at %v, want 123 just now", pid, at)
	}
	p.forgetStart()
	if pid, _ := p.started(); pid != 0 {
		t.Errorf("program %d is remembered", pid)
	}
}

func TestOutputFilesArePruned(t *testing.T) {
	k := &Kernel{config: Config{Folder: t.TempDir()}, name: "k"}
	if err := os.MkdirAll(k.outputFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range keptOutputs + 3 {
		if err := os.WriteFile(k.outputFile(i), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(i) * time.Minute)
		if err := os.Chtimes(k.outputFile(i), at, at); err != nil {
			t.Fatal(err)
		}
	}
	k.pruneOutputs()
	for i := range keptOutputs + 3 {
		_, err := os.Stat(k.outputFile(i))
		if gone := err != nil; gone != (i < 3) {
			t.Errorf("file %d is gone: %t; want the %d newest kept", i, gone, keptOutputs)
		}
	}
}
