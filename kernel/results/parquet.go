package results

import (
	"fmt"
	"io"
	"reflect"

	"github.com/go-gota/gota/dataframe"
	"github.com/parquet-go/parquet-go"
)

// writeParquet writes a frame with its columns in their order. The library takes rows as structs, whose type is made here: a group of
// its own would sort the columns by name.
func writeParquet(w io.Writer, df dataframe.DataFrame) error {
	columns := columnsOf(df)
	row := reflect.New(rowType(columns)).Elem()
	p := parquet.NewWriter(w, parquet.SchemaOf(row.Interface()), parquet.Compression(&parquet.Snappy))
	for i := range df.Nrow() {
		for j, c := range columns {
			c.put(row.Field(j), i)
		}
		if err := p.Write(row.Interface()); err != nil {
			return err
		}
	}
	return p.Close()
}

func rowType(columns []column) reflect.Type {
	fields := make([]reflect.StructField, len(columns))
	for j, c := range columns {
		field := reflect.StructField{Name: fmt.Sprintf("F%d", j), Tag: reflect.StructTag(fmt.Sprintf(`parquet:"%s"`, c.name))}
		switch {
		case c.floats != nil:
			field.Type = reflect.TypeFor[*float64]() // nil: missing
		case c.ints != nil:
			field.Type = reflect.TypeFor[int64]()
		default:
			field.Type = reflect.TypeFor[string]()
		}
		fields[j] = field
	}
	return reflect.StructOf(fields)
}

// put sets a field to the value of row i.
func (c column) put(field reflect.Value, i int) {
	switch {
	case c.missing(i):
		field.SetZero()
	case c.floats != nil:
		field.Set(reflect.ValueOf(&c.floats[i]))
	case c.ints != nil:
		field.SetInt(int64(c.ints[i]))
	default:
		field.SetString(c.texts[i])
	}
}
