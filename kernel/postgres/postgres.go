package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/google/renameio/v2"

	"threadboost/kernel/guard"
)

// Config describes a server.
type Config struct {
	// Dir keeps the server's data, password and log, and belongs to it alone. Empty means a temporary folder: all is gone at the end.
	Dir string
	// Port on 127.0.0.1; zero means any that is free.
	Port int
	// User whose rights the server has; empty means ours. Root must name one, and only root may.
	User string
	// DSNFile is where the server's address is written while it runs, for this user alone. Empty means nowhere.
	DSNFile string
	// Download is the folder for server programs where the system has none. Empty means that they are not downloaded: [ErrNoPrograms].
	Download string
	// Out is told what takes long. Nil means nobody.
	Out io.Writer
}

// Server is a server that runs. Its owner calls Stop.
type Server struct {
	Version string // such as "15.10"
	DSN     string // its address, with the password: what drivers and psql take

	config  Config
	log     *os.File
	process *guard.Process
	unlock  func()
}

const (
	superuser  = "threadboost"
	patience   = 5 * time.Minute  // a server that was killed while it wrote much needs time to repair its data
	shownLines = 12               // of a log, in a message
	grace      = 30 * time.Second // for a fast shutdown, which writes what is in memory
)

// Start starts a server and returns when it answers.
func Start(ctx context.Context, c Config) (*Server, error) {
	c.Out = cmp.Or[io.Writer](c.Out, io.Discard)
	server, err := start(ctx, c)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	return server, nil
}

func start(ctx context.Context, c Config) (*Server, error) {
	as, err := accountOf(c.User)
	if err != nil {
		return nil, err
	}
	port, err := choosePort(c.Port)
	if err != nil {
		return nil, err
	}
	s := &Server{config: c, unlock: func() {}}
	if err := s.run(ctx, as, port); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// run starts the programs in the server's folder.
func (s *Server) run(ctx context.Context, as account, port int) (err error) {
	guard.Sweep()
	folder := guard.NewFolder()
	place := cluster{Dir: cmp.Or(s.config.Dir, folder), account: as, temporary: s.config.Dir == ""}
	if place.temporary {
		s.log, err = guard.NewLog()
	} else if err = place.claim(ctx, &s.unlock); err == nil {
		s.log, err = os.OpenFile(filepath.Join(place.Dir, "log"), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	}
	if err != nil {
		return err
	}
	programs, err := findPrograms(ctx, s.config, place.version())
	if err != nil {
		return err
	}
	s.Version = programs.version
	cmd := exec.Command(programs.path("postgres"), append([]string{"-D", place.data()}, settings(port)...)...)
	cmd.Dir, cmd.Env = "/", environ()
	cmd.Stdout, cmd.Stderr = s.log, s.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as.credential}
	prepare := func() error { return place.prepare(ctx, programs, s.config.Out) }
	s.process, err = guard.Start(guard.Program{Cmd: cmd, Folder: folder, Prepare: prepare, Request: syscall.SIGINT, Grace: grace})
	if err != nil {
		return err
	}
	return s.announce(ctx, place, port)
}

// announce waits until the server answers, and says where it is.
func (s *Server) announce(ctx context.Context, place cluster, port int) error {
	if err := s.await(ctx, place); err != nil {
		return err
	}
	password, err := os.ReadFile(place.password())
	if err != nil {
		return fmt.Errorf("%w; without it nobody can use the data in %s: move that folder away", err, place.data())
	}
	address := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, string(password)),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Path: "/postgres", RawQuery: "sslmode=disable",
	}
	s.DSN = address.String()
	if s.config.DSNFile == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(s.config.DSNFile), 0o777); err != nil {
		return err
	}
	return renameio.WriteFile(s.config.DSNFile, []byte(s.DSN+"\n"), 0o600)
}

func (s *Server) await(ctx context.Context, place cluster) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("the server does not answer after %v", patience))
	defer cancel()
	for !place.postmaster().ready {
		select {
		case <-s.process.Done():
			return s.died()
		case <-ctx.Done():
			return fmt.Errorf("%w; the end of its log:\n%s", context.Cause(ctx), guard.Tail(s.log, shownLines))
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// settings are those that differ from PostgreSQL's own. The number of connections is for models with many workers.
func settings(port int) []string {
	return []string{
		"-c", "listen_addresses=127.0.0.1", "-c", "port=" + strconv.Itoa(port), "-c", "unix_socket_directories=",
		"-c", "max_connections=300", "-c", "cluster_name=threadboost", "-c", "log_line_prefix=%m ", "-c", "logging_collector=off",
	}
}

// environ is ours in the one language in which we read messages.
func environ() []string { return append(os.Environ(), "LC_ALL=C", "LANGUAGE=C") }

// choosePort returns the port that was asked for, if it is free, or any.
func choosePort(asked int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(asked)))
	if err != nil {
		return 0, fmt.Errorf("port %d cannot be used (%w): choose another one, or 0 for any", asked, err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// Wait returns nil when ctx ends, and an error when the server ends by itself.
func (s *Server) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.process.Done():
		return fmt.Errorf("postgres: %w", s.died())
	}
}

func (s *Server) died() error {
	return fmt.Errorf("the server ended by itself (%w); the end of its log:\n%s", cmp.Or(s.process.Err(), errors.New("exit status 0")), guard.Tail(s.log, shownLines))
}

// Stop ends the server, in a way that keeps what was committed, and returns when nothing is left of it but its folder. It may be called again.
func (s *Server) Stop() {
	if written, err := os.ReadFile(s.config.DSNFile); err == nil && string(written) == s.DSN+"\n" { // and not that of a later server
		os.Remove(s.config.DSNFile)
	}
	if s.process != nil {
		s.process.Stop()
	}
	s.log.Close()
	s.unlock()
}
