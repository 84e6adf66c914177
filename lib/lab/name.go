package lab

import (
	"fmt"
	"reflect"
	"strings"
)

// NameOf names a model or a workload: by its String method, else by its type and the fields that are set, such as
// "Pool(8, Queue=16)" for model.Pool{Workers: 8, Queue: 16}.
func NameOf(v any) string {
	value := reflect.Indirect(reflect.ValueOf(v))
	if !value.IsValid() {
		return "nil"
	}
	if s, ok := v.(fmt.Stringer); ok {
		return plainText(s.String())
	}
	name, _, _ := strings.Cut(value.Type().Name(), "[") // without type arguments
	if name == "" {
		name = value.Type().String()
	}
	if value.Kind() == reflect.Struct {
		if fields := setFields(value); len(fields) > 0 {
			return plainText(name + "(" + strings.Join(fields, ", ") + ")")
		}
	}
	return name
}

// setFields shows the exported plain fields that are not zero; the first field of a type goes without its name.
func setFields(value reflect.Value) []string {
	var shown []string
	for i := range value.NumField() {
		field, v := value.Type().Field(i), value.Field(i)
		if !field.IsExported() || v.IsZero() || !isPlain(v.Kind()) {
			continue
		}
		text := fmt.Sprint(v.Interface())
		if i > 0 {
			text = field.Name + "=" + text
		}
		shown = append(shown, text)
	}
	return shown
}

func isPlain(k reflect.Kind) bool {
	return k == reflect.String || k >= reflect.Bool && k <= reflect.Float64
}
