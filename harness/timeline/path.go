package timeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// CheckPath returns an error if ZooKeeper's client would not send the path, and servers
// would refuse it (PathUtils.validatePath). The path of a sequential znode may end with a
// slash, because the server appends a number.
func CheckPath(path string, sequential bool) error {
	switch {
	case !strings.HasPrefix(path, "/"):
		return errors.New("it does not begin with /")
	case path == "/":
		return nil
	case strings.HasSuffix(path, "/") && !sequential:
		return errors.New("it ends with /")
	}
	begin, ascii := 1, true // of the present part
	for i := 1; i < len(path); i++ {
		switch c := path[i]; {
		case c == '/':
			if isRelative(path[begin:i]) {
				return errRelative
			}
			begin = i + 1
		case c < ' ' || c >= 0x7f:
			ascii = false
		}
	}
	switch {
	case !sequential && isRelative(path[begin:]):
		return errRelative
	case !ascii && strings.ContainsFunc(path, invalidChar):
		return errors.New("it has a character that ZooKeeper does not allow in paths")
	}
	return nil
}

var errRelative = errors.New("it has an empty or relative part")

func isRelative(part string) bool { return part == "" || part == "." || part == ".." }

// invalidChar reports whether PathUtils.validatePath rejects the character. It rejects
// what takes two chars in Java. Releases up to 3.4 accept the first and the last
// character of each range.
func invalidChar(c rune) bool {
	return c <= 0x1f || c >= 0x7f && c <= 0x9f || c >= 0xd800 && c <= 0xf8ff || c >= 0xfff0
}

// codeBadArguments is the error of a server that refuses a path.
const codeBadArguments = "BadArguments"

// checkPaths requires that each path of the event can be that of a znode. Others can only
// stand in an operation that was refused by its client, or by the server for that reason.
func (e *Event) checkPaths() error {
	switch {
	case e.Op != nil:
		return e.checkOpPaths()
	case e.Watch != nil && (e.Watch.Path != "" || slices.Contains(EventTypes(), e.Watch.Type)):
		return checkField("watch.path", e.Watch.Path, false)
	case e.Tree != nil:
		for i, z := range e.Tree.Znodes {
			if checkZnode(z.Path, false) != nil {
				return checkField(fmt.Sprintf("tree.znodes[%d].path", i), z.Path, false)
			}
		}
	}
	return nil
}

func (e *Event) checkOpPaths() error {
	op := e.Op
	if e.Outcome == Refused && op.Stat == nil && (op.Server == 0 || op.Code == CodeInvalidPath || op.Code == CodeNotSent || op.Code == codeBadArguments) {
		return nil
	}
	created := e.Outcome == OK // then sequential znodes have their numbers
	if usesPath(op) {
		if err := checkField("op.path", op.Path, !created && CreateMode(op.Mode).Sequential()); err != nil {
			return err
		}
	}
	for i := range op.Parts {
		p := &op.Parts[i]
		sequential := !created && CreateMode(p.Mode).Sequential()
		if checkZnode(p.Path, sequential) != nil {
			return checkField(fmt.Sprintf("op.parts[%d].path", i), p.Path, sequential)
		}
	}
	return nil
}

// checkField returns an error that names the field, if its path is not that of a znode.
func checkField(field, path string, sequential bool) error {
	if err := checkZnode(path, sequential); err != nil {
		return fmt.Errorf("%s %.100q is not the path of a znode: %w", field, path, err)
	}
	return nil
}

// maxDepth bounds the time in which a check can follow a path up to the root: it is
// quadratic.
const maxDepth = 10_000

func checkZnode(path string, sequential bool) error {
	if len(path) > maxDepth && strings.Count(path, "/") > maxDepth {
		return fmt.Errorf("it has more than %d parts", maxDepth)
	}
	return CheckPath(path, sequential)
}
