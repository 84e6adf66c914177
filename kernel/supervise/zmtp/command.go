package zmtp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// maxCommand is the longest command that we accept. Ours and libzmq's are under 600 bytes: two properties, or a topic.
const maxCommand = 64 << 10

// maxPing is the longest context of a PING.
const maxPing = 16

// newCommand is the body of a command's frame.
func newCommand(name string, data ...byte) []byte {
	return append(append([]byte{byte(len(name))}, name...), data...)
}

// commandFrame is a command with its header, for the handshake; later ones are queued.
func commandFrame(body []byte) []byte {
	return append(appendHeader(nil, isCommand, len(body)), body...)
}

func parseCommand(body []byte) (name string, data []byte, err error) {
	if len(body) == 0 || body[0] == 0 || int(body[0]) > len(body)-1 {
		return "", nil, fmt.Errorf("a command of %d bytes has no name", len(body))
	}
	end := 1 + int(body[0])
	return string(body[1:end]), body[end:], nil
}

// properties is what a peer says of itself in READY; what else it may say has no meaning for us.
type properties struct {
	socketType string
	identity   string
}

func (p properties) ready() []byte {
	return newCommand("READY", appendProperty(appendProperty(nil, "Socket-Type", p.socketType), "Identity", p.identity)...)
}

func appendProperty(b []byte, name, value string) []byte {
	b = append(append(b, byte(len(name))), name...)
	return append(binary.BigEndian.AppendUint32(b, uint32(len(value))), value...)
}

var errProperty = errors.New("the properties in READY are cut short")

func parseProperties(data []byte) (p properties, err error) {
	for len(data) > 0 {
		var name, value string
		if name, value, data, err = cutProperty(data); err != nil {
			return p, err
		}
		switch strings.ToLower(name) {
		case "socket-type":
			p.socketType = value
		case "identity":
			p.identity = value
		}
	}
	if len(p.identity) > maxIdentity {
		return p, fmt.Errorf("an identity of %d bytes, want at most %d", len(p.identity), maxIdentity)
	}
	return p, nil
}

func cutProperty(data []byte) (name, value string, rest []byte, err error) {
	size := int(data[0])
	if size == 0 || len(data) < 1+size+4 {
		return "", "", nil, errProperty
	}
	name, data = string(data[1:1+size]), data[1+size:]
	length := binary.BigEndian.Uint32(data)
	if data = data[4:]; uint64(length) > uint64(len(data)) {
		return "", "", nil, errProperty
	}
	return name, string(data[:length]), data[length:], nil
}

// refusal is the body of an ERROR command, and refused the error that it makes for the one who gets it.
func refusal(reason string) []byte {
	reason = reason[:min(len(reason), 255)]
	return newCommand("ERROR", append([]byte{byte(len(reason))}, reason...)...)
}

func refused(data []byte) error {
	if len(data) == 0 || int(data[0]) > len(data)-1 {
		return fmt.Errorf("%w without a reason", errRefused)
	}
	return fmt.Errorf("%w: %q", errRefused, data[1:1+int(data[0])])
}

var errRefused = errors.New("the peer refused us")
