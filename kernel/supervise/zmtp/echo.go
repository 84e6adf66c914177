package zmtp

// Echo sends each message back to who sent it: a Jupyter kernel's heartbeat. It needs no goroutine of its user, so that it
// beats also while a kernel is busy. On the wire it is a ROUTER, to which REQ and DEALER may connect.
type Echo struct{ *listener }

// ListenEcho binds an Echo to an endpoint.
func ListenEcho(endpoint string, o Options) (*Echo, error) {
	l, err := listen(router, endpoint, o)
	if err != nil {
		return nil, err
	}
	l.start(func(c *conn) error {
		return c.run(func(m Message) { c.sendMessage(m) }, ignore)
	})
	return &Echo{l}, nil
}
