package postgres

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answers is a transport that has one answer.
type answers struct {
	status int
	body   string
}

func (a answers) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: a.status, Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: int64(len(a.body))}, nil
}

// by lets downloads be answered by a transport.
func by(t *testing.T, transport http.RoundTripper) {
	usual := http.DefaultTransport
	http.DefaultTransport = transport
	t.Cleanup(func() { http.DefaultTransport = usual })
}

func TestDownloadIsChecked(t *testing.T) {
	tests := []struct {
		name   string
		answer answers
		want   string
	}{
		{"another archive", answers{200, "PK with a Trojan horse"}, ": it is not the file that ThreadBoost was tested with, and was not unpacked"},
		{"not there", answers{404, ""}, "PostgreSQL 18.6.0 could not be downloaded: no version found"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			by(t, test.answer)
			dir := t.TempDir()
			_, err := download(t.Context(), dir, io.Discard)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "or install it with the system's package manager") {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("%v was left behind", left)
			}
		})
	}
}

// The real archive, from where it really is, has programs that run.
func TestDownload(t *testing.T) {
	dir := t.TempDir()
	got, err := download(t.Context(), dir, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if got.version != "18.6" || got.dir != filepath.Join(dir, programFolder, "bin") {
		t.Errorf("the programs are %+v", got)
	}
	if again := installed(t.Context(), got.dir); len(again) == 0 || again[0] != got {
		t.Errorf("the next start finds %v, want what was downloaded first", again)
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("%v is there, want the programs alone", left)
	}
}

func TestDownloadCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if _, err := download(ctx, dir, io.Discard); err == nil {
		t.Error("a download that was called off succeeded")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v was left behind", left)
	}
}

func TestOfVersion(t *testing.T) {
	have := []programs{{"/a", "15.10"}, {"/b", "17.2"}}
	tests := []struct{ made, dir, want string }{
		{"17", "/b", ""},
		{"15", "/a", ""},
		{"16", "", "the data in /data was made by PostgreSQL 16, and there are programs of 15.10, 17.2: install that version"},
	}
	for _, test := range tests {
		got, err := ofVersion(have, test.made, Config{Dir: "/data"})
		if got.dir != test.dir || (err != nil) != (test.want != "") || err != nil && !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("data of version %s gave %+v, %v, want programs in %q", test.made, got, err, test.dir)
		}
	}
}

func TestPostmaster(t *testing.T) {
	tests := []struct {
		name, file string
		pid        int
		ready      bool
	}{
		{"none", "", 0, false},
		{"its beginning", "12", 12, false},
		{"starting", "12\n/data\n1700000000\n5432\n\n127.0.0.1\n  123 4\nstarting\n", 12, false},
		{"ready", "12\n/data\n1700000000\n5432\n\n127.0.0.1\n  123 4\nready   \n", 12, true}, // of PostgreSQL 15, which fills with blanks
		{"nonsense", "twelve\n", 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := cluster{Dir: t.TempDir()}
			if err := os.Mkdir(c.data(), 0o700); err != nil {
				t.Fatal(err)
			}
			if test.name != "none" {
				if err := os.WriteFile(c.pidFile(), []byte(test.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got := c.postmaster(); got.pid != test.pid || got.ready != test.ready {
				t.Errorf("it says %+v, want process %d, ready %t", got, test.pid, test.ready)
			}
		})
	}
}

func TestClosedFolder(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("only root gives a server to another user")
		return
	}
	as, err := accountOf("nobody")
	if err != nil {
		t.Fatal(err)
	}
	closed := t.TempDir() // of mode 0700, or in one
	err = as.reaches(closed)
	if err == nil || !strings.HasPrefix(err.Error(), "user nobody may not enter /") || !strings.Contains(err.Error(), "--data DIR") {
		t.Errorf("error is %v, want one that names the folder and --data", err)
	}
	if err := as.reaches("/"); err != nil {
		t.Errorf("the root folder: %v", err)
	}
}
