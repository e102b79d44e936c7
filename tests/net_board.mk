# TCP on an emulated board: lwIP and an Ethernet controller in QEMU, peers on the host's loopback.

TEST_TARGETS += test-net-board
TEST_SETUP += net-board

.PHONY: test-net-board
test-net-board: ## streams and servers on the emulated board with a network, CPython as the peer
	@$(call qemu_firmware,MPS2_AN385_NET,ours)
	@$(call unix_firmware,ours)
	@python3 $(ROOT)/tests/net_board/net_board.py --firmware $(call qemu_elf,MPS2_AN385_NET,ours) \
		--tree $(MICROPYTHON_DIR) --unix $(UNIX_FIRMWARE) --result $(TEST_RESULTS)/net-board

# The picture of docs/tutorial/three-tasks.md is made from this page.
NET_BOARD_TRACED := $(BUILD_ROOT)/qemu-MPS2_AN385_NET$(VERSION_SUFFIX)-diagnostics
.PHONY: trace-net-board
trace-net-board: ## run examples/three_tasks.py on the emulated board with a network: build/trace-net-board.html
	@$(SETUP) unix qemu net-board
	@$(call qemu_firmware,MPS2_AN385_NET,ours) QEMU_OUT=$(NET_BOARD_TRACED) MPY_ASYNCIO_FEATURES=board,udp,diagnostics
	@python3 $(ROOT)/tests/net_board/net_board.py --firmware $(NET_BOARD_TRACED)/firmware.elf --tree $(MICROPYTHON_DIR) \
		--unix $(UNIX_FIRMWARE) --trace $(BUILD_ROOT)/trace-net-board.txt three_tasks
	@python3 $(ROOT)/tools/trace_view.py $(BUILD_ROOT)/trace-net-board.txt -o $(BUILD_ROOT)/trace-net-board.html

.PHONY: soak-net-board
soak-net-board: ## the emulated board with a network for MINUTES= (10): lwIP's pools and the heap end where they began
	@$(SETUP) unix qemu net-board
	@$(call qemu_firmware,MPS2_AN385_NET,ours)
	@python3 $(ROOT)/tests/net_board/net_board.py --firmware $(call qemu_elf,MPS2_AN385_NET,ours) \
		--tree $(MICROPYTHON_DIR) --unix $(UNIX_FIRMWARE) --minutes $(or $(MINUTES),10)
