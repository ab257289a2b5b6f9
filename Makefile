# What everybody does here. DOCKER=0 leaves Docker out, visibly.
DOCKER ?= 1
RUNS ?= 1
EDGES ?= 10
PARALLEL ?= 1
RELEASE ?= 3.9.5
RUNTIME ?= local
SCENARIOS ?=
RESULTS = docs/track-record.jsonl

export CGO_ENABLED ?= 0
# What the runs of the tests leave: evidence for the one that failed.
ARTIFACTS = $(CURDIR)/.zkscenario/artifacts
TEST_ENV = ZKSCENARIO_DOCKER=$(DOCKER)

.PHONY: help
help: ## show this
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: binchanges
binchanges: ## reproduce ZOOKEEPER-1934 with its controls; needs Go, and Docker or Java and Maven
	go run ./cmd/zkscenario run binchanges --release $(RELEASE) --control

.PHONY: build
build: ## build bin/zkscenario
	go build -trimpath -o bin/zkscenario ./cmd/zkscenario

.PHONY: test
test: docker ## run all tests, on real servers; sets up what they need
	rm -rf '$(ARTIFACTS)' && mkdir -p '$(ARTIFACTS)'
	$(TEST_ENV) go test -count=1 -p 1 -timeout 45m -artifacts -outputdir '$(ARTIFACTS)' ./...
	go -C deploy test -count=1 ./...

.PHONY: test-unit
test-unit: ## run the tests that start no server, with the race detector
	CGO_ENABLED=1 go test -race -short ./actions ./assertions ./harness ./harness/persistence ./harness/report ./harness/report/view ./harness/server ./harness/runtime ./harness/runtime/fake ./harness/session ./harness/spec ./harness/timeline ./internal/...

.PHONY: docker
docker: ## install and start a Docker Engine (Debian or Ubuntu, root) and make the Java base image
ifeq ($(DOCKER),0)
	@echo 'Docker is left out (DOCKER=0): nothing is tested on it.'
else
	.ci/setup-docker
	.ci/java-image
endif

.PHONY: lint
lint: ## check the code
	go tool -modfile=tools/go.mod golangci-lint run

.PHONY: workflows
workflows: docker ## check the GitHub workflows and the action, and run them on this machine
	.ci/workflows $(if $(filter 0,$(DOCKER)),local,docker)

.PHONY: fmt
fmt: ## format the code
	go tool -modfile=tools/go.mod golangci-lint fmt

.PHONY: generate
generate: ## write the generated pages
	go generate ./...

.PHONY: bench
bench: ## how long a run and a recorded write take, beside the same without a harness; how long 1,000 files take to validate; how fast records are judged (beside porcupine) and logs read
	go test -run '^$$' -bench . -benchtime 3x -timeout 30m ./scenarios ./cmd/zkscenario
	go test -run '^$$' -bench . -benchtime 1s ./harness/persistence ./assertions

# Runs whose timelines the tests of the checks judge and break: scenario:release.
RECORDED = operations:3.4.14 operations:3.9.5 newer_operations:3.9.5 expire_session:3.6.4 kill_leader:3.4.14 partition_leader:3.6.4

.PHONY: recorded
recorded: ## record the real histories in assertions/testdata/recorded again
	@set -e; out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	for run in $(RECORDED); do \
		go run ./cmd/zkscenario run "$${run%:*}" --runtime local --release "$${run#*:}" --out "$$out"; \
		cp "$$out/latest/timeline.jsonl" "assertions/testdata/recorded/$${run%:*}-$${run#*:}.jsonl"; \
	done

.PHONY: seconds
seconds: ## measure how long each scenario takes, for shards of about the same length
	@set -e; out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	go run ./cmd/zkscenario run scenarios --release boundaries --runtime $(RUNTIME) --parallel $(PARALLEL) --control --out "$$out" || test $$? -lt 128; \
	go run ./cmd/zkscenario report seconds "$$out" >scenarios/seconds.json.new; \
	mv scenarios/seconds.json.new scenarios/seconds.json

.PHONY: track-record
track-record: build ## run SCENARIOS (all) where docs/track-record.jsonl lacks some of RUNS runs in RUNTIME, or of EDGES at the edges of its ranges, and write docs/track-record.md
	@set -e; out=.zkscenario/track-record; mkdir -p "$$out"; \
	bin/zkscenario report missing $(SCENARIOS) --from $(RESULTS) --runtime $(RUNTIME) --runs $(RUNS) --edges $(EDGES) >"$$out/missing"; \
	while read -r scenario release runs; do \
		bin/zkscenario run "$$scenario" --release "$$release" --runs "$$runs" --runtime $(RUNTIME) --parallel $(PARALLEL) --out "$$out/$$scenario-$$release" </dev/null || test $$? -lt 128; \
		bin/zkscenario report record "$$out/$$scenario-$$release" --to $(RESULTS); \
	done <"$$out/missing"
	go generate ./internal/docgen

.PHONY: clean
clean: ## remove what was built, and what dead runs left behind
	go run ./cmd/zkscenario clean
	rm -rf bin
