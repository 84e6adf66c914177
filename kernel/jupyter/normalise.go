package jupyter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// MaxNotebook is the size that a committed notebook stays under, in bytes.
const MaxNotebook = 500_000

// Normalise gives a notebook the one form in which it is committed, so that a new run changes only what was measured:
// stable cell ids, counts from 1 without gaps, our kernel and Go in the metadata, neighbouring pieces of a stream joined
// and only the last state of a line kept, no timestamps, colour codes only in errors, no paths of this machine (root is
// the repository); keys sorted, indented by one space. Doing it twice changes nothing more.
func Normalise(text []byte, root string) ([]byte, error) {
	doc, err := parse(text)
	if err != nil {
		return nil, err
	}
	doc["nbformat_minor"] = 5
	metadata := object(doc, "metadata")
	metadata["kernelspec"] = map[string]any{"display_name": "Go (ThreadBoost)", "language": "go", "name": "threadboost"}
	if object(metadata, "language_info")["name"] != "go" { // else it is what the kernel has said; another one would make JupyterLab save it anew
		metadata["language_info"] = map[string]any{
			"name": "go", "mimetype": "text/x-go", "file_extension": ".go", "pygments_lexer": "go", "codemirror_mode": "go",
		}
	}
	if err := normaliseCells(doc["cells"].([]any), newCleaner(root)); err != nil {
		return nil, err
	}
	return encode(doc)
}

func normaliseCells(cells []any, clean cleaner) error {
	seen := map[string]bool{}
	count := 0
	for i, c := range cells {
		cell, ok := c.(document)
		if !ok {
			return fmt.Errorf("cell %d is %T, want an object", i+1, c)
		}
		cell["id"] = cellID(cell["id"], i, seen)
		metadata := object(cell, "metadata")
		delete(metadata, "execution")
		delete(metadata, "trusted")
		if source, ok := cell["source"]; ok {
			cell["source"] = lines(joined(source))
		}
		if cell["cell_type"] != "code" {
			continue
		}
		if cell["execution_count"] != nil {
			count++
			cell["execution_count"] = count
		}
		cell["outputs"] = outputs(cell, clean)
	}
	return nil
}

var validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// cellID keeps a good id. A missing or doubled one is made from the cell's place.
func cellID(id any, place int, seen map[string]bool) string {
	name, _ := id.(string)
	for n := place + 1; !validID.MatchString(name) || seen[name]; n++ {
		name = fmt.Sprintf("cell-%d", n)
	}
	seen[name] = true
	return name
}

func outputs(cell document, clean cleaner) []any {
	list, _ := cell["outputs"].([]any)
	kept := make([]any, 0, len(list))
	for _, o := range list {
		out, ok := o.(document)
		if !ok {
			continue
		}
		if last, ok := previous(kept); ok && isStream(out, last) {
			last["text"] = joined(last["text"]) + joined(out["text"])
			continue
		}
		kept = append(kept, out)
	}
	for _, o := range kept {
		cleanOutput(o.(document), cell["execution_count"], clean)
	}
	return kept
}

func previous(list []any) (document, bool) {
	if len(list) == 0 {
		return nil, false
	}
	return list[len(list)-1].(document), true
}

// isStream tells whether out goes on with the same stream as last.
func isStream(out, last document) bool {
	return out["output_type"] == "stream" && last["output_type"] == "stream" && out["name"] == last["name"]
}

func cleanOutput(out document, count any, clean cleaner) {
	if _, ok := out["execution_count"]; ok {
		out["execution_count"] = count
	}
	switch out["output_type"] {
	case "stream":
		out["text"] = lines(clean.text(joined(out["text"])))
	case "error":
		out["evalue"] = clean.text(joined(out["evalue"]))
		traceback, _ := out["traceback"].([]any)
		for i, entry := range traceback {
			traceback[i] = clean.paths(joined(entry)) // its colours say which line is wrong
		}
	default:
		for mime, value := range object(out, "data") {
			if strings.HasPrefix(mime, "text/") {
				out["data"].(document)[mime] = lines(clean.text(joined(value)))
			}
		}
	}
}

func object(parent document, key string) document {
	child, ok := parent[key].(document)
	if !ok {
		child = document{}
		parent[key] = child
	}
	return child
}

// joined is a text that the format allows as one string or as a list of lines.
func joined(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []any:
		var b strings.Builder
		for _, line := range v {
			s, _ := line.(string)
			b.WriteString(s)
		}
		return b.String()
	}
	return ""
}

func lines(text string) []any {
	list := []any{}
	for line := range strings.Lines(text) {
		list = append(list, line)
	}
	return list
}

func encode(doc document) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("notebook cannot be written as JSON: %w", err)
	}
	return b.Bytes(), nil
}
