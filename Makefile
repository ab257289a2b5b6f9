# The commands of this repository. DOCKER=0 leaves Docker out of the tests and prints so;
# PACKAGES=./actions tests only some of the packages.
DOCKER ?= 1
PACKAGES ?= ./...
RUNS ?= 1
EDGES ?= 10
PARALLEL ?= 1
RELEASE ?= 3.9.5
RUNTIME ?= local
SCENARIOS ?=
RESULTS = docs/track-record.jsonl

export CGO_ENABLED ?= 0
# Where tests leave the files of their runs: evidence for the one that failed.
ARTIFACTS = $(CURDIR)/.zkscenario/artifacts
TEST_ENV = ZKSCENARIO_DOCKER=$(DOCKER)

.PHONY: help
help: ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: binchanges
binchanges: go ## reproduce ZOOKEEPER-1934 with its controls; installs Java and Maven if no Docker Engine answers (Debian or Ubuntu, root)
	.ci/setup-run '$(RELEASE)'
	go run ./cmd/zkscenario run binchanges --release $(RELEASE) --control

.PHONY: build
build: ## build bin/zkscenario
	go build -trimpath -o bin/zkscenario ./cmd/zkscenario

.PHONY: test
test: go java docker ## run all tests, on real servers; installs Java, Maven and Docker if missing (Debian or Ubuntu, root)
	rm -rf '$(ARTIFACTS)' && mkdir -p '$(ARTIFACTS)'
	$(TEST_ENV) go test -count=1 -p 1 -timeout 45m -artifacts -outputdir '$(ARTIFACTS)' $(PACKAGES)
	go -C deploy test -count=1 ./...

# The packages whose tests start no server.
UNIT_PACKAGES = ./actions ./assertions/... ./harness ./harness/cluster ./harness/disk ./harness/persistence \
	./harness/report/... ./harness/runtime ./harness/runtime/fake/... ./harness/server ./harness/session ./harness/spec \
	./harness/timeline ./harness/values ./harness/verdict ./internal/... ./zktest

.PHONY: test-unit
test-unit: ## run the tests that start no server, with the race detector
	CGO_ENABLED=1 go test -race -short $(UNIT_PACKAGES)

.PHONY: go
go:
	@.ci/setup-go

.PHONY: java
java: ## install Java and Maven (Debian or Ubuntu, root)
	.ci/setup-java

.PHONY: docker
docker: ## install and start a Docker Engine (Debian or Ubuntu, root) and make the Java base image
ifeq ($(DOCKER),0)
	@echo 'DOCKER=0: nothing is tested in Docker.'
else
	.ci/setup-docker
	.ci/java-image
endif

.PHONY: lint
lint: ## check the code, and that the pages are wrapped
	go tool -modfile=tools/go.mod golangci-lint run
	.ci/wrap --check

.PHONY: fresh-machine
fresh-machine: ## test make binchanges and make test on a Debian without Java, Maven and Docker (Debian or Ubuntu, root)
	.ci/fresh-machine

.PHONY: workflows
workflows: java docker ## check the GitHub workflows and the action, and run them on this machine
	.ci/workflows $(if $(filter 0,$(DOCKER)),local,docker)

.PHONY: fmt
fmt: ## format the code, and wrap the pages
	go tool -modfile=tools/go.mod golangci-lint fmt
	.ci/wrap

.PHONY: generate
generate: ## write the generated pages
	go generate ./...

.PHONY: bench
bench: ## measure the overhead of the harness on runs and writes, validation, judging (against porcupine), and reading timelines and logs
	go test -run '^$$' -bench . -benchtime 3x -timeout 30m ./scenarios ./cmd/zkscenario
	go test -run '^$$' -bench . -benchtime 1s ./harness/persistence ./harness/timeline ./assertions/history

# Runs whose timelines the tests of the checks judge and mutate: scenario:release.
RECORDED = operations:3.4.14 operations:3.9.5 newer_operations:3.9.5 expire_session:3.6.4 kill_leader:3.4.14 partition_leader:3.6.4

.PHONY: recorded
recorded: ## record the real histories in assertions/history/testdata/recorded again
	@set -e; out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	for run in $(RECORDED); do \
		go run ./cmd/zkscenario run "$${run%:*}" --runtime local --release "$${run#*:}" --out "$$out"; \
		cp "$$out/latest/timeline.jsonl" "assertions/history/testdata/recorded/$${run%:*}-$${run#*:}.jsonl"; \
	done

.PHONY: seconds
seconds: ## measure the duration of each scenario, which shards are balanced by
	@set -e; out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	go run ./cmd/zkscenario run scenarios --release boundaries --runtime $(RUNTIME) --parallel $(PARALLEL) --control --out "$$out" || test $$? -lt 128; \
	go run ./cmd/zkscenario report seconds "$$out" >scenarios/seconds.json.new; \
	mv scenarios/seconds.json.new scenarios/seconds.json

.PHONY: track-record
track-record: build ## run SCENARIOS (default all) until docs/track-record.jsonl has RUNS runs of each in RUNTIME, EDGES at the edges of its ranges, and write docs/track-record.md
	@set -e; out=.zkscenario/track-record; mkdir -p "$$out"; \
	bin/zkscenario report missing $(SCENARIOS) --from $(RESULTS) --runtime $(RUNTIME) --runs $(RUNS) --edges $(EDGES) >"$$out/missing"; \
	while read -r scenario release runs; do \
		bin/zkscenario run "$$scenario" --release "$$release" --runs "$$runs" --runtime $(RUNTIME) --parallel $(PARALLEL) --out "$$out/$$scenario-$$release" </dev/null || test $$? -lt 128; \
		bin/zkscenario report record "$$out/$$scenario-$$release" --to $(RESULTS); \
	done <"$$out/missing"
	go generate ./internal/docgen

.PHONY: clean
clean: ## remove build results, and what killed runs left behind
	go run ./cmd/zkscenario clean
	rm -rf bin
