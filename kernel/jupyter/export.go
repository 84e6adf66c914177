package jupyter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"threadboost/kernel/setup"
)

// Export writes each notebook as an HTML page into out, and an index.html of all, in one Python process. It prints a line
// a page to pages and a line a problem to problems. A page that fails leaves the others, and is an error in the end.
func Export(ctx context.Context, env setup.Env, notebooks []string, out string, pages, problems io.Writer) error {
	args := append([]string{"-m", "threadboost_export", "--out", out, "--results", env.Results()}, notebooks...)
	cmd := exec.CommandContext(ctx, env.Python(), args...)
	cmd.Env = env.Environ(os.Environ())
	cmd.Stdout, cmd.Stderr = pages, problems
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &exit):
		return fmt.Errorf("export: not every page could be written to %s", shown(env, out))
	case err != nil:
		return fmt.Errorf("export: the exporter could not be started: %w (go run ./kernel doctor tells what is missing)", err)
	}
	return nil
}
