package session

import (
	"errors"
	"slices"
	"strings"
)

// CheckPath says why no client would send the path, by the rules of ZooKeeper's
// PathUtils.validatePath. A sequential znode's may end with a slash, since a
// number comes behind it.
func CheckPath(path string, sequential bool) error {
	if sequential {
		path += "1"
	}
	parts := strings.Split(path, "/")
	switch {
	case !strings.HasPrefix(path, "/"):
		return errors.New("it does not begin with /")
	case path != "/" && strings.HasSuffix(path, "/"):
		return errors.New("it ends with /")
	case strings.Contains(path, "//"), slices.Contains(parts, "."), slices.Contains(parts, ".."):
		return errors.New("it has an empty or relative part")
	case strings.ContainsFunc(path, unwritable):
		return errors.New("it has a character that ZooKeeper allows in no path")
	}
	return nil
}

func unwritable(c rune) bool {
	return c <= 0x1f || c >= 0x7f && c <= 0x9f || c >= 0xd800 && c <= 0xf8ff || c >= 0xfff0 && c <= 0xffff
}
