// Package actions is the words of the language that change the world: faults,
// roles and client operations, one file each.
package actions

import "github.com/zkscenario/zkscenario/harness"

// All lists the actions.
func All() *harness.Registry[harness.Action] {
	return harness.NewRegistry("action",
		background,
		children,
		command,
		connect,
		controller,
		create,
		cut,
		deleteZnode,
		disconnect,
		editFile,
		execWord,
		exists,
		expire,
		fill,
		fillDisk,
		finish,
		freeDisk,
		heal,
		isolate,
		kill,
		lead,
		move,
		partition,
		pause,
		powerOff,
		powerOn,
		read,
		restart,
		resume,
		set,
		start,
		stop,
		syncWord,
		wipe,
	)
}
