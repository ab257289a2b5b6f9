package timeline

// The words of the faults by which checks and the account of a run decide something.
const (
	FaultEdit     = "edit_file"
	FaultExec     = "exec" // a program of the scenario: what it writes by a client of its own, nobody records
	FaultKill     = "kill"
	FaultPowerOff = "power_off"
	FaultPowerOn  = "power_on"
	FaultRestore  = "restore"
	FaultRollBack = "roll_back" // the word rolled_back
	FaultStart    = "start"
	FaultStop     = "stop"
	FaultWipe     = "wipe"
)

// Starts reports whether the fault begins a life of each of its servers.
func (f *Fault) Starts() bool { return f.Word == FaultStart || f.Word == FaultPowerOn }

// Ends reports whether the fault ends the processes of its servers.
func (f *Fault) Ends() bool {
	return f.Word == FaultKill || f.Word == FaultStop || f.Word == FaultPowerOff
}
