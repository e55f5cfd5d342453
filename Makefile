.DEFAULT_GOAL := help
.PHONY: help demo test lint bench shell stop clean
run = @scripts/cowork

help: ## list the commands
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

demo: ## an operator's workbook in a real ERP (BILL_DATE=2026-03-01 SERVE=0 PORT=8069)
	$(run) demo

test: ## the whole test suite, or one test (T=path::name)
	$(run) test $(T)

lint: ## every check of the code's style
	$(run) lint

bench: ## measure billing runs (BENCH=smoke for the smallest)
	$(run) bench $(BENCH)

shell: ## Python prompt on the demo's database (DB=name for another)
	$(run) shell

stop: ## stop the database servers of this checkout
	$(run) stop

clean: ## remove this checkout's databases and files (CLEAN=yes does not ask)
	$(run) clean
