package spec

import (
	"fmt"
	"strings"
)

// JoinIDs joins the ids of servers with commas.
func JoinIDs(ids []int) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(ids)), ", "), "[]")
}
