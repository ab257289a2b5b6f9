package timeline

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math/bits"
)

// cursor reads the JSON values of a line one after another. It knows what lines usually
// consist of. At anything else, right or wrong, it sets odd and moves to the end of the
// line: the library must read that line.
type cursor struct {
	line  []byte
	at    int
	odd   bool
	texts texts
}

func (c *cursor) fail() { c.odd, c.at = true, len(c.line) }

// next returns the next byte that is no white space and moves beyond it. It returns 0 at
// the end of the line.
func (c *cursor) next() byte {
	if c.at < len(c.line) && c.line[c.at] > ' ' {
		c.at++
		return c.line[c.at-1]
	}
	return c.nextAfterSpace()
}

func (c *cursor) nextAfterSpace() byte {
	for c.at < len(c.line) {
		b := c.line[c.at]
		c.at++
		if b != ' ' && b != '\t' && b != '\r' {
			return b
		}
	}
	return 0
}

// field describes how one field of a T is read.
type field[T any] struct {
	name string
	read func(*cursor, *T)
}

// readObject reads an object. Fields that come in the order of the list are found fastest.
// One that comes twice, or is not in the list, is odd.
func readObject[T any](c *cursor, v *T, fields []field[T]) {
	if c.next() != '{' {
		c.fail()
		return
	}
	var seen uint64
	for i := 0; ; i++ {
		i = findField(c, fields, i)
		if i < 0 || seen&(1<<i) != 0 {
			c.fail()
			return
		}
		seen |= 1 << i
		fields[i].read(c, v)
		switch c.next() {
		case ',':
		case '}':
			return
		default:
			c.fail()
			return
		}
	}
}

// findField reads the name of a field and the colon, and returns the index of the field,
// or -1 if there is none. It searches from an index on.
func findField[T any](c *cursor, fields []field[T], from int) int {
	if c.next() != '"' {
		return -1
	}
	rest, i := c.line[c.at:], from
	for range fields {
		if i >= len(fields) {
			i = 0
		}
		name := fields[i].name
		if n := len(name); n < len(rest) && rest[n] == '"' && string(rest[:n]) == name {
			c.at += n + 1
			if c.next() != ':' {
				return -1
			}
			return i
		}
		i++
	}
	return -1
}

// readNew reads an object into a new T.
func readNew[T any](c *cursor, fields []field[T]) *T {
	v := new(T)
	readObject(c, v, fields)
	return v
}

// readList reads an array whose elements one reads.
func readList[T any](c *cursor, one func(*cursor, *T)) []T {
	all := []T{}
	if c.next() != '[' {
		c.fail()
	}
	for {
		var zero T
		all = append(all, zero)
		one(c, &all[len(all)-1])
		switch c.next() {
		case ',':
		case ']':
			return all
		default:
			c.fail()
			return all
		}
	}
}

// readNumber reads an integer that fits into a T.
func readNumber[T ~int | ~int32 | ~int64 | ~uint32](c *cursor) T {
	n := c.integer()
	if int64(T(n)) != n {
		c.fail()
	}
	return T(n)
}

// maxDigits is the length of the longest numbers that cannot overflow 64 bits.
const maxDigits = 18

func (c *cursor) integer() int64 {
	first := c.next()
	begin := c.at - 1 // of the digits
	if first == '-' {
		begin = c.at
	}
	line, n, i := c.line, int64(0), begin
	for ; i < len(line) && line[i]-'0' <= 9; i++ {
		n = n*10 + int64(line[i]-'0')
	}
	digits := i - begin
	if digits == 0 || digits > maxDigits || digits > 1 && line[begin] == '0' {
		c.fail()
		return 0
	}
	c.at = i
	if first == '-' {
		return -n
	}
	return n
}

// hexDigits maps the hexadecimal digits to their values, and other bytes to notHex.
var hexDigits = func() (digits [256]byte) {
	for i := range digits {
		digits[i] = notHex
	}
	for i := range 16 {
		digits["0123456789abcdef"[i]], digits["0123456789ABCDEF"[i]] = byte(i), byte(i)
	}
	return digits
}()

const notHex = 0xff

// id reads a zxid or session id: text as parseHex parses it.
func (c *cursor) id() uint64 {
	quote := c.next()
	rest := c.line[c.at:]
	n, i := uint64(0), 2
	for ; i < len(rest) && hexDigits[rest[i]] != notHex; i++ {
		n = n<<4 | uint64(hexDigits[rest[i]])
	}
	if quote != '"' || i < 3 || i > 2+16 || i == len(rest) || rest[0] != '0' || rest[1] != 'x' || rest[i] != '"' {
		c.fail()
		return 0
	}
	c.at += i + 1
	return n
}

func (c *cursor) boolean() bool {
	c.next()
	rest := c.line[c.at-1:]
	switch {
	case bytes.HasPrefix(rest, []byte("true")):
		c.at += len("true") - 1
		return true
	case bytes.HasPrefix(rest, []byte("false")):
		c.at += len("false") - 1
	default:
		c.fail()
	}
	return false
}

// text reads text.
func (c *cursor) text() string {
	if c.next() != '"' {
		c.fail()
		return ""
	}
	line, start := c.line, c.at
	end := start + plain(line[start:])
	if end < len(line) && line[end] == '"' {
		c.at = end + 1
		return c.texts.of(line[start:end])
	}
	return c.special(start-1, end)
}

// special lets the library read text that begins with the quote at start and has an
// escape, a character beyond ASCII or a mistake at or after the index i.
func (c *cursor) special(start, i int) string {
	for ; i < len(c.line) && c.line[i] != '"'; i++ {
		if c.line[i] == '\\' {
			i++
		}
	}
	var text string
	if i >= len(c.line) || json.Unmarshal(c.line[start:i+1], &text) != nil {
		c.fail()
		return ""
	}
	c.at = i + 1
	return c.texts.of([]byte(text))
}

// plain returns how many bytes of b come before the first quote, backslash, control
// character or byte beyond ASCII. It looks at eight bytes at a time: a byte x is zero if
// the highest bit of (x-1)&^x is set, and no byte before it is.
func plain(b []byte) int {
	const ones, highest = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(b)-n >= 8; n += 8 {
		x := binary.LittleEndian.Uint64(b[n:])
		quotes, slashes := x^ones*'"', x^ones*'\\'
		other := x | (x-ones*' ')&^x | (quotes-ones)&^quotes | (slashes-ones)&^slashes
		if other &= highest; other != 0 {
			return n + bits.TrailingZeros64(other)/8
		}
	}
	for ; n < len(b) && b[n] >= ' ' && b[n] < 0x80 && b[n] != '"' && b[n] != '\\'; n++ {
	}
	return n
}
