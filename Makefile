# Thin on purpose: every step lives in scripts/, installs what it misses and says what it does.
.PHONY: help demo serve test build lint fmt e2e unit bench screenshots

help: ## This list
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 20

demo: ## Build and serve a demo organization at http://127.0.0.1:8000 (PORT=… for another port)
	@scripts/demo

serve: ## Build and serve an empty Muster
	@scripts/serve

test: ## Everything: format, lints, tests on both databases, journeys in a browser
	@scripts/test

build: ## target/release/muster
	@scripts/build --release

lint: ## Format and clippy, host and browser
	@scripts/test lint

unit: ## Unit and store tests, on SQLite and a throwaway PostgreSQL
	@scripts/test unit

e2e: ## Journeys in Chromium with real SDKs, sentry-cli and SMTP
	@scripts/test e2e

fmt: ## Format the code
	@cargo fmt --all

bench: ## Intake and page timings (see bench/README.md)
	@scripts/bench

screenshots: ## Every page, light and dark, narrow and wide, into screenshots/ (OUT=… for another folder)
	@scripts/screenshots "$(or $(OUT),screenshots)"
