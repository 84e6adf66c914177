package chart

import (
	"bytes"
	"fmt"
)

// A Figure is a finished picture.
type Figure struct {
	SVG []byte // a whole document, 720 pixels wide, without script and references
	Alt string // what the picture says, for those who do not see it: two or three sentences
}

// width of every figure in pixels.
const width = 720

// document wraps what was drawn: title and description first, for screen readers, then the style
// sheet and the paper. The paper is a rectangle because browsers print no CSS backgrounds.
func document(c *canvas, height float64, title, description string) []byte {
	var b bytes.Buffer
	h := tenths(height)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]s" viewBox="0 0 %[1]d %[2]s" role="img" aria-labelledby="t d">`+"\n", width, h)
	fmt.Fprintf(&b, "<title id=\"t\">%s</title>\n<desc id=\"d\">%s</desc>\n", escape(title), escape(description))
	fmt.Fprintf(&b, "<style>\n%s\n</style>\n", styleSheet(append([]paint{paper}, c.paints...)))
	fmt.Fprintf(&b, `<path class="paper" d="M0 0h%dv%sh-%dz"/>`+"\n", width, h, width)
	b.Write(c.body.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}
