# Streams against real peers: upstream's network tests, CPython, our own scripts, a name server, the examples. Loopback only.

TEST_TARGETS += test-net
TEST_SETUP += net

NET := $(ROOT)/tests/net

.PHONY: test-net
test-net: ## streams and servers: upstream's network tests, CPython as the peer (TCP and TLS), names, the examples
	@$(call unix_firmware,ours)
	@failed=0; \
	python3 $(NET)/upstream_net.py --tree $(MICROPYTHON_DIR) --firmware $(UNIX_FIRMWARE) --result $(TEST_RESULTS)/net-upstream || failed=1; \
	python3 $(NET)/cpython_peer.py --firmware $(UNIX_FIRMWARE) --result $(TEST_RESULTS)/net-cpython || failed=1; \
	python3 $(ROOT)/tests/run.py --board unix --firmware $(UNIX_FIRMWARE) --suite net --result $(TEST_RESULTS)/net-streams || failed=1; \
	python3 $(ROOT)/tests/names/names_on_unix.py --firmware $(UNIX_FIRMWARE) --result $(TEST_RESULTS)/net-names || failed=1; \
	python3 $(NET)/examples.py --firmware $(UNIX_FIRMWARE) --result $(TEST_RESULTS)/net-examples || failed=1; \
	exit $$failed
