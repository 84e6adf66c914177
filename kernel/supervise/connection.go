package supervise

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"

	"threadboost/kernel/supervise/message"
)

// connection is a connection file, as jupyter_client writes it: where the kernel binds its sockets, and the key of the signatures.
type connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Shell     int    `json:"shell_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Control   int    `json:"control_port"`
	Heartbeat int    `json:"hb_port"`
	Scheme    string `json:"signature_scheme"`
	Key       string `json:"key"`
}

func readConnection(path string) (c connection, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("kernel: no connection file: %w (Jupyter makes one and names it when it starts a kernel)", err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("kernel: connection file %s is no JSON object: %w", path, err)
	}
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return c, fmt.Errorf("kernel: connection file %s asks for the transport %q: want tcp or ipc", path, c.Transport)
	}
	if c.Key != "" && c.Scheme != message.Scheme {
		return c, fmt.Errorf("kernel: connection file %s asks for signatures by %q: want %s", path, c.Scheme, message.Scheme)
	}
	return c, nil
}

// endpoint is the address of one of the sockets.
func (c connection) endpoint(port int) string {
	if c.Transport == "ipc" {
		return "ipc://" + c.IP + "-" + strconv.Itoa(port)
	}
	return "tcp://" + net.JoinHostPort(c.IP, strconv.Itoa(port))
}
