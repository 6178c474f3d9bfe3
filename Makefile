# The few commands people type. What is missing on the machine, .ci/ensure installs.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
HAS_PAGE := $(wildcard web/package.json)
# The page is built again when something of it is newer: a build that changes nothing would still make cargo
# compile the crate that it goes into.
PAGE := $(if $(HAS_PAGE),web/dist/index.html)
PAGE_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test lint build bench schema setup

help: ## what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

run: ## build and serve on http://127.0.0.1:8080, with a database of its own
	@.ci/ensure run
	@$(MAKE) build
	@exec "$(TARGET_DIR)/release/vinilogy" serve --demo

test: ## every test: Rust, page, browser
	@.ci/ensure test
	$(if $(PAGE),@$(MAKE) $(PAGE))
	cargo test --locked
	$(if $(HAS_PAGE),cd web && npm test)

lint: ## formatting, clippy and the page's own lints
	@.ci/ensure lint
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	$(if $(HAS_PAGE),cd web && npm run lint)

build: ## the page, then target/release/vinilogy with the page inside
	@.ci/ensure build
	$(if $(PAGE),@$(MAKE) $(PAGE))
	cargo build --release --locked

web/dist/index.html: $(PAGE_SOURCES)
	cd web && npm run build

bench: ## measure against PostGraphile 5 and the bare SQL, on a sample catalogue
	@.ci/ensure bench
	@$(MAKE) build
	@node tests/bench/run.mjs
	@cargo test --quiet --locked --test it -- --ignored --nocapture catalog::million prices::yardstick

schema: ## write schema.graphql
	@cargo run --quiet --locked -- schema > schema.graphql.new
	@mv schema.graphql.new schema.graphql

setup: ## install what is missing for running and testing, and nothing else
	@.ci/ensure test
