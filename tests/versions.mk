# Versions of MicroPython and ports: builds each, runs upstream's tests and ours, and notes what came out. An hour on two cores for a
# version; no part of make test.

VERSION_PORTS ?=

.PHONY: versions
versions: micropython ## note what builds and passes on each port of MICROPYTHON_DIR= or MICROPYTHON_VERSION=; VERSION_PORTS=unix,… narrows
	@python3 $(ROOT)/tests/versions.py --micropython-dir $(MICROPYTHON_DIR) --version $(MICROPYTHON_VERSION) --default $(MICROPYTHON_DEFAULT) \
		$(if $(MICROPYTHON_IS_FETCHED),,--given) $(addprefix --ports ,$(VERSION_PORTS)) --make '$(MAKE) --no-print-directory'; \
		status=$$?; python3 $(ROOT)/tools/version_table.py; exit $$status
