package jupyter

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOnce(t *testing.T) {
	handler := once("/secret", "http://127.0.0.1:8888/lab?token=t")
	for _, c := range []struct {
		name, path string
		status     int
		location   string
	}{
		{"somebody who guesses", "/guess", http.StatusGone, ""},
		{"the browser", "/secret", http.StatusSeeOther, "http://127.0.0.1:8888/lab?token=t"},
		{"somebody who read the command line", "/secret", http.StatusGone, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, c.path, nil))
			if answer.Code != c.status || answer.Header().Get("Location") != c.location {
				t.Errorf("got %d to %q, want %d to %q", answer.Code, answer.Header().Get("Location"), c.status, c.location)
			}
		})
	}
}
