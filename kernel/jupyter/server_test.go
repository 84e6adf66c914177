//go:build linux

package jupyter

import (
	"path/filepath"
	"sync"
	"testing"

	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/setup/setuptest"
)

// Two labs that are started at once, as two that wait for one set-up are, find the same port free, and both start.
func TestTwoServersAtOnce(t *testing.T) {
	env := setuptest.Lab(t)
	guardtest.Mark(t)
	lab := Lab{Env: env, Notebook: filepath.Join(env.Notebooks(), "a.ipynb"), Host: "127.0.0.1", Port: UsualPort}
	var servers [2]*Server
	var errs [2]error
	var wg sync.WaitGroup
	for i := range servers {
		wg.Go(func() { servers[i], errs[i] = StartServer(t.Context(), lab) })
	}
	wg.Wait()
	for i, server := range servers {
		if errs[i] != nil {
			t.Error(errs[i])
			continue
		}
		server.Stop()
	}
	guardtest.NothingLeft(t)
}
