package results

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/go-gota/gota/dataframe"
)

// writeJSON writes a list of objects, one a row on a line of its own, with the columns in their order.
func writeJSON(w io.Writer, df dataframe.DataFrame) error {
	var b bytes.Buffer
	columns := columnsOf(df)
	for i := range df.Nrow() {
		b.WriteString([]string{"[\n", ",\n"}[min(i, 1)])
		for j, c := range columns {
			b.WriteByte("{,"[min(j, 1)])
			if err := member(&b, c, i); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	}
	b.WriteString("\n]\n")
	_, err := b.WriteTo(w)
	return err
}

func member(b *bytes.Buffer, c column, i int) error {
	name, err := json.Marshal(c.name)
	if err != nil {
		return err
	}
	value, err := json.Marshal(c.value(i))
	if err != nil {
		return err
	}
	b.Write(name)
	b.WriteByte(':')
	b.Write(value)
	return nil
}
