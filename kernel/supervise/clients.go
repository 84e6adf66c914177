package supervise

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"time"

	"threadboost/kernel/supervise/message"
	"threadboost/kernel/supervise/zmtp"
)

// clients are the sockets to which Jupyter's clients connect.
type clients struct {
	session *message.Session
	shell   *zmtp.Router
	control *zmtp.Router
	stdin   *zmtp.Router
	iopub   *zmtp.Pub
	beat    *zmtp.Echo
	log     logger
}

// listen binds all five sockets.
func listen(c connection, log logger) (_ *clients, err error) {
	s := &clients{session: message.NewSession(c.Key, "threadboost"), log: log}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	options := zmtp.Options{Log: func(err error) { log.printf("%v", err) }}
	if s.shell, err = zmtp.ListenRouter(c.endpoint(c.Shell), options); err != nil {
		return nil, err
	}
	if s.control, err = zmtp.ListenRouter(c.endpoint(c.Control), options); err != nil {
		return nil, err
	}
	if s.stdin, err = zmtp.ListenRouter(c.endpoint(c.Stdin), options); err != nil {
		return nil, err
	}
	if s.iopub, err = zmtp.ListenPub(c.endpoint(c.IOPub), s.welcome, options); err != nil {
		return nil, err
	}
	s.beat, err = zmtp.ListenEcho(c.endpoint(c.Heartbeat), options)
	return s, err
}

func (s *clients) close() {
	if s.shell != nil {
		s.shell.Close()
	}
	if s.control != nil {
		s.control.Close()
	}
	if s.stdin != nil {
		s.stdin.Close()
	}
	if s.iopub != nil {
		s.iopub.Close()
	}
	if s.beat != nil {
		s.beat.Close()
	}
}

// welcome greets a new subscriber: it knows then that from now on it misses nothing (JEP 65).
func (s *clients) welcome(sub zmtp.Subscription) zmtp.Message {
	if sub.Ended {
		return nil
	}
	m := s.session.New("iopub_welcome", nil, map[string]string{"subscription": sub.Topic})
	return append(zmtp.Message{[]byte(sub.Topic)}, s.session.Frames(m)...)
}

// publish sends a message to all who listen.
func (s *clients) publish(parent json.RawMessage, kind string, content any) {
	s.forward(s.session.New(kind, parent, content))
}

// forward publishes a message that is there already.
func (s *clients) forward(m message.Message) {
	if err := s.iopub.Send(append(zmtp.Message{[]byte(m.Header.Type)}, s.session.Frames(m)...)); err != nil {
		s.log.printf("iopub: %v", err)
	}
}

// A request is a message of a client, with the way back.
type request struct {
	message.Message
	socket *zmtp.Router
	peer   zmtp.Peer
	ids    [][]byte
}

// reply answers a request on the socket that it came from.
func (s *clients) reply(r request, kind string, content any) {
	m := s.session.New(kind, r.Raw, content)
	if err := r.socket.Send(r.peer, append(r.ids[:len(r.ids):len(r.ids)], s.session.Frames(m)...)); err != nil {
		s.log.printf("%s: %v", kind, err) // the client is gone
	}
}

// ask sends a request to the stdin socket of the client that sent r: it has the same identity there.
func (s *clients) ask(r request, m message.Message) error {
	return s.stdin.Send(zmtp.Peer{ID: r.peer.ID}, s.session.Frames(m))
}

// receive calls handle for each good message of a socket until it is closed. What is malformed, badly signed or old is dropped and logged.
func (s *clients) receive(ctx context.Context, socket *zmtp.Router, handle func(request)) {
	for {
		peer, frames, err := socket.Receive(ctx)
		if err != nil {
			if !errors.Is(err, net.ErrClosed) && ctx.Err() == nil {
				s.log.printf("receive: %v", err)
			}
			return
		}
		ids, m, err := s.session.Read(frames)
		if err != nil {
			s.log.printf("dropped a message of %v: %v", peer, err)
			continue
		}
		handle(request{Message: m, socket: socket, peer: peer, ids: ids})
	}
}

// subscribed waits until somebody listens, or a little while: a client that sends first and listens then would miss what it asked for.
func (s *clients) subscribed(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	s.iopub.Await(ctx)
}
