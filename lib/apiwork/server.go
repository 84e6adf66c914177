package apiwork

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"threadboost/lib/internal/payload"
)

// A server answers GET /units/i after the latency of request i with its content.
type server struct {
	delays  []time.Duration
	content *payload.Source
	length  string // of each answer
	url     string // of the units: a number is to follow
	backlog backlog
	http    http.Server
	running sync.WaitGroup // what accepts connections, and each connection
	failed  error          // why it stopped accepting; to be read after running
}

func startServer(ctx context.Context, delays []time.Duration, content *payload.Source, size int64) (*server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{
		delays: delays, content: content, length: strconv.FormatInt(size, 10),
		url:     "http://" + listener.Addr().String() + "/units/",
		backlog: make(backlog, awaiting),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /units/{unit}", s.answer)
	s.http.Handler = mux
	s.http.ConnState = s.count
	s.http.ErrorLog = log.New(io.Discard, "", 0) // the client's end of a connection reports what went wrong
	s.running.Go(func() { s.failed = s.http.Serve(listener) })
	return s, nil
}

// count keeps account of the connections: net/http calls it when a connection is new, before Serve can return, and as the last thing
// that a connection does.
func (s *server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.running.Add(1)
		s.backlog.leave()
	case http.StateClosed:
		s.running.Done()
	}
}

func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	unit, err := strconv.Atoi(r.PathValue("unit"))
	if err != nil || unit < 0 || unit >= len(s.delays) {
		http.NotFound(w, r)
		return
	}
	if !sleep(r.Context(), s.delays[unit]) {
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", s.length)
	for piece := range s.content.Chunks(unit) {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

// sleep waits and reports whether it waited to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// stop closes the listener and every connection, and waits until all goroutines have ended. Requests that are still under way, which
// is so only after a cancelled run, are broken off.
func (s *server) stop() error {
	err := s.http.Close()
	s.running.Wait()
	if !errors.Is(s.failed, http.ErrServerClosed) {
		err = errors.Join(err, s.failed)
	}
	return err
}
