package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// programVersion is what is downloaded where the system has no server.
const programVersion = "18.6.0"

// programFolder holds it, below Config.Download.
const programFolder = "server-" + programVersion

// sums are the SHA-256 of the archives of programVersion, by what their names say of the system. They are ours: the library compares an
// archive with a sum from where the archive itself comes from, and with none where that has none.
var sums = map[string]string{
	"linux-amd64":        "008ee189eaa7ca2b58bd01dd950291e638b998392cf982297acd4779ec898ac1",
	"linux-arm64v8":      "5f54e016723afa6213925a8acb939bac52944b1d348f65c7a20f0cd2928c31be",
	"linux-amd64-alpine": "1568b3805c3a3b99b5f4f0d7f6cf16e2a39075462ed47a614bfbabd92508350d",
	"darwin-amd64":       "690941008aac9ee360820fde9bb7870a4f3dcac5e9e2f9e45e42333a436ad0f9",
	"darwin-arm64v8":     "8f6ed6f38195b50a40712ada8b2a12060b6193c1a6977a6eb5cff053bb5a1b89",
}

// download fetches the server programs into a folder below dir, which appears when they are whole.
func download(ctx context.Context, dir string, out io.Writer) (programs, error) {
	fmt.Fprintf(out, "the system has no PostgreSQL server: downloading version %s (15 MB, macOS 70 MB)\n", programVersion)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return programs{}, err
	}
	scratch, err := os.MkdirTemp(dir, "downloading-")
	if err != nil {
		return programs{}, err
	}
	defer os.RemoveAll(scratch)
	unpacked := filepath.Join(scratch, "server")
	if err := fetch(ctx, scratch, unpacked); err != nil {
		return programs{}, fmt.Errorf("PostgreSQL %s could not be downloaded: %w; or install it with the system's package manager (Debian: postgresql)", programVersion, err)
	}
	final := filepath.Join(dir, programFolder)
	if err := os.RemoveAll(final); err != nil { // there is one that does not run
		return programs{}, err
	}
	if err := os.Rename(unpacked, final); err != nil {
		return programs{}, err
	}
	return examine(ctx, filepath.Join(final, "bin"))
}

// fetch has the library download and unpack. Its Start would go on to make data and to start a server that nobody guards; it is kept
// from that by a data folder that cannot be cleared (RemoveAll refuses a path that ends in a dot), so that it always ends in an error.
func fetch(ctx context.Context, scratch, unpacked string) error {
	check := &checking{ctx: ctx, base: http.DefaultTransport}
	http.DefaultTransport = check // the library asks the default client
	defer func() { http.DefaultTransport = check.base }()
	port, err := choosePort(0)
	if err != nil {
		return err
	}
	err = embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(programVersion).Port(uint32(port)).Logger(io.Discard).
		CachePath(filepath.Join(scratch, "archive")).RuntimePath(filepath.Join(scratch, "run")).
		BinariesPath(unpacked).DataPath(filepath.Join(scratch, "data") + "/.")).Start()
	switch _, missing := os.Stat(filepath.Join(unpacked, "bin", "initdb")); {
	case check.err != nil:
		return check.err
	case missing != nil:
		return err
	}
	return nil
}

// checking is a transport that lets an archive through only if it is the one that we know.
type checking struct {
	ctx  context.Context
	base http.RoundTripper
	err  error
}

func (c *checking) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := c.base.RoundTrip(request.WithContext(c.ctx))
	if err == nil && path.Ext(request.URL.Path) == ".jar" && response.StatusCode == http.StatusOK {
		err = c.verify(response, path.Base(request.URL.Path))
	}
	if err != nil {
		c.err = err
		return nil, err
	}
	return response, nil
}

// verify reads an archive whole and compares its sum.
func (c *checking) verify(response *http.Response, name string) error {
	defer response.Body.Close()
	const most = 200 << 20
	archive, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err != nil {
		return err
	}
	system := strings.TrimSuffix(strings.TrimPrefix(name, "embedded-postgres-binaries-"), "-"+programVersion+".jar")
	sum := sha256.Sum256(archive)
	if got, want := hex.EncodeToString(sum[:]), sums[system]; got != want {
		return fmt.Errorf("the SHA-256 of %s is %s, want %s: it is not the file that ThreadBoost was tested with, and was not unpacked", name, got, want)
	}
	response.Body = io.NopCloser(bytes.NewReader(archive))
	response.ContentLength = int64(len(archive))
	return nil
}
