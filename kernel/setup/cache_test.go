package setup

import (
	"path/filepath"
	"regexp"
	"testing"
)

// The packages that are compiled ahead must be packages of the product.
func TestLessonImportsWhatIsThere(t *testing.T) {
	imports := regexp.MustCompile(`"threadboost/(.+)"`).FindAllStringSubmatch(lesson, -1)
	if len(imports) == 0 {
		t.Fatal("the lesson imports nothing")
	}
	for _, m := range imports {
		if files, _ := filepath.Glob(filepath.Join("..", "..", m[1], "*.go")); len(files) == 0 {
			t.Errorf("the lesson imports %s, which has no Go files", m[1])
		}
	}
}
