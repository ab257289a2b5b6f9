package spec

import "github.com/hashicorp/hcl/v2"

// Ensemble is the ZooKeeper ensemble that a scenario boots, with everything that
// an ensemble block and its server blocks say resolved for each server.
type Ensemble struct {
	Release string // such as 3.8.4 or 3.5.0-alpha
	Servers []Server
	Range   hcl.Range
}

// Server is one server of an ensemble.
type Server struct {
	ID         int // myid, 1 to 255
	Observer   bool
	Release    string
	Config     map[string]string // lines of zoo.cfg
	Properties map[string]string // Java system properties
}

// Voters counts the servers that are not observers.
func (e *Ensemble) Voters() int {
	n := 0
	for _, s := range e.Servers {
		if !s.Observer {
			n++
		}
	}
	return n
}

// Quorum is how many voters make a majority.
func (e *Ensemble) Quorum() int { return e.Voters()/2 + 1 }
