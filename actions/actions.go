// Package actions is the words of the language that change the world: faults,
// roles and client operations, one file each.
package actions

import "github.com/zkscenario/zkscenario/harness"

// All lists the actions.
func All() *harness.Registry[harness.Action] {
	return harness.NewRegistry("action",
		acl,
		auth,
		background,
		children,
		closeSession,
		connect,
		create,
		deleteZnode,
		disconnect,
		exists,
		expire,
		fill,
		finish,
		kill,
		lead,
		move,
		pause,
		read,
		reconfig,
		request,
		restart,
		resume,
		set,
		start,
		stop,
		syncWord,
		transaction,
		unwatch,
		watch,
	)
}
