// Package values holds what expressions in a step refer to: the attributes of servers,
// sessions, results and disks with their documentation, their values as they are now, and
// the functions on them.
package values
