package jupyter

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"threadboost/kernel/setup"
)

// patience is how long a server may take until it answers. A cold disk and Python's first compilation take 15 s.
const patience = 90 * time.Second

// Lab describes a JupyterLab server.
//
// Its root folder is the repository, not notebooks/: a learner reads lib/ and data/ beside the lesson, and links from a
// notebook to them work. The notebook's address makes JupyterLab show its folder first.
type Lab struct {
	Env      setup.Env
	Notebook string // that is opened: an absolute path inside the repository
	Host     string // address to listen on
	Port     int    // as [FreePort] takes it
}

// Server is a running JupyterLab. Its owner calls Stop.
type Server struct {
	session *session
	url     *url.URL // with the token
}

// StartServer starts JupyterLab and returns when it answers. Two that are started at once both find the usual port free:
// the one that comes too late starts again, on another.
func StartServer(ctx context.Context, lab Lab) (*Server, error) {
	page, err := lab.page()
	if err != nil {
		return nil, err
	}
	for {
		port, err := FreePort(lab.Host, lab.Port)
		if err != nil {
			return nil, err
		}
		server, err := lab.start(ctx, page, port)
		if err == nil || ctx.Err() != nil || lab.Port != UsualPort || isFree(lab.Host, port) {
			return server, err
		}
	}
}

func (l Lab) start(ctx context.Context, page string, port int) (*Server, error) {
	session, err := newSession()
	if err != nil {
		return nil, err
	}
	token := rand.Text()
	err = session.start(l.Env, program{args: l.arguments(port), vars: []string{"JUPYTER_TOKEN=" + token}, grace: 10 * time.Second})
	if err != nil {
		session.close()
		return nil, err
	}
	server := &Server{session: session, url: &url.URL{
		Scheme:   "http",
		Host:     net.JoinHostPort(reachable(l.Host), strconv.Itoa(port)),
		Path:     "/lab/tree/" + page,
		RawQuery: "token=" + token,
	}}
	if err := server.await(ctx, token); err != nil {
		session.close()
		return nil, err
	}
	return server, nil
}

// page is the notebook's path below the server's root.
func (l Lab) page() (string, error) {
	rel, err := filepath.Rel(l.Env.Root, l.Notebook)
	if err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("lab: notebook %s is outside of %s, which is all that JupyterLab shows: copy it to notebooks/", l.Notebook, l.Env.Root)
	}
	return filepath.ToSlash(rel), nil
}

func (l Lab) arguments(port int) []string {
	args := []string{
		"-m", "jupyterlab", "--no-browser",
		"--ip=" + l.Host, "--port=" + strconv.Itoa(port), "--ServerApp.port_retries=0",
		"--ServerApp.root_dir=" + l.Env.Root,
		"--LanguageServerManager.autodetect=False", // else it asks npm, which writes into the user's home
	}
	if os.Geteuid() == 0 {
		args = append(args, "--allow-root")
	}
	return args
}

// reachable is an address of this machine for a server that listens on host.
func reachable(host string) string {
	switch ip := net.ParseIP(host); {
	case ip == nil || !ip.IsUnspecified():
		return host
	case ip.To4() == nil:
		return "::1"
	}
	return "127.0.0.1"
}

// await returns when the server answers to our token: on a port that another program took meanwhile nobody does.
func (s *Server) await(ctx context.Context, token string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !s.answers(ctx, token) {
		select {
		case <-s.session.Done():
			return s.died(cmp.Or(s.session.Err(), errors.New("exit status 0")))
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return fmt.Errorf("lab: JupyterLab does not answer after %v:\n%s", patience, s.session.tail())
			}
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

func (s *Server) answers(ctx context.Context, token string) bool {
	status := url.URL{Scheme: s.url.Scheme, Host: s.url.Host, Path: "/api/status"}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, status.String(), nil)
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "token "+token)
	response, err := direct.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// direct asks the server itself, whatever proxy the user has set.
var direct = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func (s *Server) died(status error) error {
	return fmt.Errorf("lab: JupyterLab ended by itself (%w); the end of its log:\n%s", status, s.session.tail())
}

// URL is the notebook's address, with the token.
func (s *Server) URL() string { return s.url.String() }

// Wait returns nil when ctx ends or the server was told to end (File, Shut Down), and an error when it ends by itself.
func (s *Server) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.session.Done():
	}
	if err := s.session.Err(); err != nil {
		return s.died(err)
	}
	return nil
}

// Stop ends the server, its kernels and all that they started.
func (s *Server) Stop() { s.session.close() }
