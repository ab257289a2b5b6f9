package shard

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness"
)

// Matrix is the value of strategy.matrix in a GitHub Actions workflow.
type Matrix struct {
	Include []MatrixJob `json:"include"`
}

// MatrixJob is one job of a matrix: a shard, possibly of a single scenario on a single
// release.
type MatrixJob struct {
	Name  string `json:"name"`
	Shard string `json:"shard"` // value of run --shard
}

// mostJobs is the most jobs that GitHub makes of one matrix.
const mostJobs = 256

// NewMatrix divides plans into shards, at most as many as there are plans. With 0 shards
// each plan is one, named after its scenario and release.
func NewMatrix(plans []*harness.Plan, shards int) (Matrix, error) {
	if err := checkNames(plans); err != nil {
		return Matrix{}, err
	}
	n := len(plans)
	if shards > 0 {
		n = min(n, shards)
	}
	switch {
	case n > mostJobs && shards > 0:
		return Matrix{}, fmt.Errorf("the matrix has %d jobs, and GitHub makes at most %d: take fewer shards", n, mostJobs)
	case n > mostJobs:
		return Matrix{}, fmt.Errorf("the matrix has %d jobs, and GitHub makes at most %d: divide them into shards (--shards 8), or take fewer scenarios or releases (--releases latest)", n, mostJobs)
	}
	var m Matrix
	for i, own := range Split(plans, n) {
		s := Shard{i + 1, n}
		j := MatrixJob{Name: s.Name(), Shard: s.String()}
		if shards == 0 {
			j.Name = own[0].Scenario.Name + " on " + own[0].Scenario.Ensemble.Release
		}
		m.Include = append(m.Include, j)
	}
	return m, nil
}

// checkNames refuses scenarios of the same name in different files: their jobs would have
// the same name, and merging takes them for versions of one scenario.
func checkNames(plans []*harness.Plan) error {
	files := map[string]string{}
	for _, p := range plans {
		name, file := p.Scenario.Name, p.File.Name
		if other, ok := files[name]; ok && other != file {
			return fmt.Errorf("scenario %q is in %s and in %s: rename one, or leave it out", name, other, file)
		}
		files[name] = file
	}
	return nil
}
