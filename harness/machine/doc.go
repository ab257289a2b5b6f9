// Package machine executes requests on a server's machine: it drops packets, sends
// and receives probes, reads and changes files, measures disks, and sends HTTP
// requests from there. An Agent executes them in this process, as the local runtime
// has it; Hold and Ask put an agent into the one process of a machine container, as
// the docker runtime has it, so that the machine and its address stay when its
// server is killed. The package knows nothing of ZooKeeper and of runtimes.
package machine
