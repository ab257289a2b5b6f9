package gotest_test

import (
	"testing"

	"github.com/zkscenario/zkscenario/zktest"
)

func TestLockOutlivesTheLeader(t *testing.T) {
	zktest.Run(t, "lock.hcl", zktest.Releases("3.4.14", "3.9.5"))
}
