package lab

import (
	"fmt"
	"hash/crc32"
	"math"
	"reflect"
)

// checksum returns a number that differs for results that differ: it depends on all that the value holds, behind pointers too, and on no
// address. What has no meaning beyond this process, a func or a channel, is an error.
func checksum(result any) (uint64, error) {
	v := reflect.ValueOf(result).Elem() // of a pointer, so that the result is not copied
	s := summer{}
	if err := s.add(v, 0); err != nil {
		return 0, fmt.Errorf("lab: a result of type %v cannot be compared: %w; return what matters of it, such as a number, a text or struct{}{}", v.Type(), err)
	}
	return s.sum, nil
}

// A summer is a checksum in the making.
type summer struct{ sum uint64 }

// mix adds a number; its place counts.
func (s *summer) mix(n uint64) {
	s.sum = (s.sum ^ n) * 0x9e3779b97f4a7c15 // an odd number: nothing is lost
	s.sum ^= s.sum >> 32
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // the polynomial that processors have an instruction for

// bytes adds a sequence of bytes.
func (s *summer) bytes(b []byte) {
	s.mix(uint64(len(b)))
	s.mix(uint64(crc32.Checksum(b, castagnoli)))
}

// text adds a string, piece by piece: to convert a long one would copy it as a whole.
func (s *summer) text(t string) {
	s.mix(uint64(len(t)))
	piece, sum := make([]byte, min(len(t), 4096)), uint32(0)
	for len(t) > 0 {
		n := copy(piece, t)
		sum = crc32.Update(sum, castagnoli, piece[:n])
		t = t[n:]
	}
	s.mix(uint64(sum))
}

// deepest is how many steps lead from a result to a value in it, at most: a ring of pointers has no end.
const deepest = 1000

var errDeep = fmt.Errorf("it has more than %d levels, or points to itself", deepest)

// within says where in a result the trouble is; that it is too deep has no place.
func within(where string, err error) error {
	if err == errDeep {
		return err
	}
	return fmt.Errorf("%s: %w", where, err)
}

func (s *summer) add(v reflect.Value, depth int) error {
	switch kind := v.Kind(); {
	case depth > deepest:
		return errDeep
	case kind == reflect.Bool:
		s.flag(v.Bool())
	case v.CanInt():
		s.mix(uint64(v.Int()))
	case v.CanUint() && kind != reflect.Uintptr:
		s.mix(v.Uint())
	case v.CanFloat():
		s.mix(math.Float64bits(v.Float()))
	case v.CanComplex():
		s.mix(math.Float64bits(real(v.Complex())))
		s.mix(math.Float64bits(imag(v.Complex())))
	case kind == reflect.String:
		s.text(v.String())
	case kind == reflect.Slice || kind == reflect.Array:
		return s.list(v, depth+1)
	case kind == reflect.Struct:
		return s.fields(v, depth+1)
	case kind == reflect.Map:
		return s.entries(v, depth+1)
	default:
		return s.behind(v, depth+1)
	}
	return nil
}

func (s *summer) flag(b bool) {
	if b {
		s.mix(1)
	} else {
		s.mix(0)
	}
}

func (s *summer) list(v reflect.Value, depth int) error {
	if v.Type().Elem().Kind() == reflect.Uint8 && (v.Kind() == reflect.Slice || v.CanAddr()) {
		s.bytes(v.Bytes())
		return nil
	}
	s.mix(uint64(v.Len()))
	for i := range v.Len() {
		if err := s.add(v.Index(i), depth); err != nil {
			return within(fmt.Sprint("element ", i), err)
		}
	}
	return nil
}

func (s *summer) fields(v reflect.Value, depth int) error {
	for i := range v.NumField() {
		if err := s.add(v.Field(i), depth); err != nil {
			return within("field "+v.Type().Field(i).Name, err)
		}
	}
	return nil
}

// entries adds up the checksums of all entries, as a map has no order.
func (s *summer) entries(v reflect.Value, depth int) error {
	total := uint64(0)
	for it := v.MapRange(); it.Next(); {
		var entry summer
		if err := entry.add(it.Key(), depth); err != nil {
			return within("a key", err)
		}
		if err := entry.add(it.Value(), depth); err != nil {
			return within("an entry", err)
		}
		total += entry.sum
	}
	s.mix(uint64(v.Len()))
	s.mix(total)
	return nil
}

// behind adds what a pointer or an interface leads to. A nil func or channel is as good as any nil.
func (s *summer) behind(v reflect.Value, depth int) error {
	switch kind := v.Kind(); {
	case kind != reflect.Uintptr && v.IsNil():
		s.mix(0)
		return nil
	case kind == reflect.Pointer:
		s.mix(1)
		return s.add(v.Elem(), depth)
	case kind == reflect.Interface:
		s.text(v.Elem().Type().String())
		return s.add(v.Elem(), depth)
	}
	return fmt.Errorf("a %v has no meaning that can be compared", v.Type())
}
