# Chancery: every command of the project. `make help` lists them; bin/stack does the work.
SHELL := /bin/sh
STACK := bin/stack
export NAME PORT HTTP_PORT BASE_IMAGE APT_MIRROR APT_SECURITY_MIRROR PIP_INDEX_URL CA_BUNDLE REFRESH SUITE SCENARIO INTERVIEWS COMPAT ONLY JOBS PYTHON

.DEFAULT_GOAL := help
.PHONY: help up down logs mail shell setup build lint format test test-machine bench compat lock clean

##@ Use it
up: ## Build, start and deploy a local Chancery over HTTPS (PORT=8443)
	@$(STACK) up

down: ## Stop it; what it holds is kept
	@$(STACK) down

logs: ## Follow the journal of the dev host
	@$(STACK) logs

mail: ## Show the letters that the dev host would have sent
	@$(STACK) mail

shell: ## Log in to the dev host
	@$(STACK) shell

##@ Prove it
test: ## Run every test and print `N passed, N failed` (SUITE=unit, or SUITE=molecule SCENARIO=edge)
	@$(STACK) test

test-machine: ## Boot a real Debian 13 under software emulation, and test what a container cannot show
	@$(STACK) test-machine

lint: ## Run every judge of style, types and practice
	@$(STACK) lint

bench: ## Time an answer against a bare route behind the same nginx, and the playbook
	@$(STACK) bench

compat: ## Replay recorded interviews against the dev host (ONLY=fields, JOBS=2)
	@$(STACK) compat

##@ Work on it
setup: ## Install what is missing and prepare the virtual environment
	@$(STACK) setup

build: ## Build the images (REFRESH=word bootstraps the base anew)
	@$(STACK) build

format: ## Put the Python code into the agreed format
	@$(STACK) format

lock: ## Lock the Python packages again, within the bounds of the project files
	@$(STACK) lock

clean: ## Remove everything that these commands made, data included
	@$(STACK) clean

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
