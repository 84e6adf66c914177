package jupyter

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"sync"
)

// OpenBrowser shows url in the user's browser and tells whether there is one. The browser's command line is visible to
// every user of the machine, so that it holds, instead of url with its token, an address of ours that works once. It is
// served until ctx ends. (Jupyter's own way, a file, cannot be read by a browser in a sandbox.)
func OpenBrowser(ctx context.Context, url string) bool {
	program, ok := opener()
	if !ok {
		return false
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return false
	}
	path := "/" + rand.Text()
	server := &http.Server{Handler: once(path, url)}
	go server.Serve(listener)
	context.AfterFunc(ctx, func() { server.Close() })
	cmd := exec.Command(program, "http://"+listener.Addr().String()+path)
	if cmd.Start() != nil {
		return false
	}
	go cmd.Wait()
	return true
}

// once sends the first visitor of path on to url.
func once(path, url string) http.Handler {
	var used sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		redirect := false
		if r.URL.Path == path {
			used.Do(func() { redirect = true })
		}
		if !redirect {
			http.Error(w, "this address works once: take the one in the terminal", http.StatusGone)
			return
		}
		w.Header().Set("Referrer-Policy", "no-referrer")
		http.Redirect(w, r, url, http.StatusSeeOther)
	})
}

// opener is the program that shows an address, if there is one and a screen to show it on.
func opener() (string, bool) {
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	} else if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return "", false
	}
	program, err := exec.LookPath(name)
	return program, err == nil
}
