// Package deploy holds the manifests that run shards on a cluster. It is a module of its
// own, since Kubernetes' types are for its test alone.
package deploy

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// read decodes one document of a file; a field that Kubernetes' API does not have, or has
// with another type, is an error.
func read(t *testing.T, file string, document int, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	documents := bytes.Split(text, []byte("\n---\n"))
	assert.Equal(t, len(documents), map[string]int{"shards.yaml": 2, "merge.yaml": 1}[file], "each is read here")
	assert.NilError(t, yaml.UnmarshalStrict(documents[document], into), "%s, document %d", file, document)
}

func TestShardsAndTheirMergeFitTogether(t *testing.T) {
	var claim corev1.PersistentVolumeClaim
	var shards, merge batchv1.Job
	read(t, "shards.yaml", 0, &claim)
	read(t, "shards.yaml", 1, &shards)
	read(t, "merge.yaml", 0, &merge)

	assert.DeepEqual(t, []string{claim.APIVersion, claim.Kind}, []string{"v1", "PersistentVolumeClaim"})
	assert.DeepEqual(t, []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}, claim.Spec.AccessModes)
	for _, job := range []batchv1.Job{shards, merge} {
		assert.DeepEqual(t, []string{job.APIVersion, job.Kind}, []string{"batch/v1", "Job"})
		pod := job.Spec.Template.Spec
		assert.Equal(t, pod.RestartPolicy, corev1.RestartPolicyNever, "the API refuses Always for a Job")
		assert.Equal(t, pod.Volumes[0].PersistentVolumeClaim.ClaimName, claim.Name)
		assert.Equal(t, pod.Containers[0].VolumeMounts[0].Name, pod.Volumes[0].Name)
		assert.Equal(t, pod.Containers[0].VolumeMounts[0].MountPath, "/results")
	}
}

// Each pod runs the shard of its index, of as many as there are pods.
func TestPodsRunAllShards(t *testing.T) {
	var job batchv1.Job
	read(t, "shards.yaml", 1, &job)
	assert.Equal(t, *job.Spec.CompletionMode, batchv1.IndexedCompletion)
	assert.Equal(t, *job.Spec.BackoffLimitPerIndex, int32(0))
	script := job.Spec.Template.Spec.Containers[0].Args[0]
	assert.Assert(t, strings.Contains(script, fmt.Sprintf(`--shard "$((JOB_COMPLETION_INDEX + 1))/%d"`, *job.Spec.Completions)), script)
}
