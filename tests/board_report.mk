# The report that somebody with a real board sends, on an emulated one.

TEST_TARGETS += test-board-report
TEST_SETUP += qemu board

.PHONY: test-board-report
test-board-report: ## tools/board_report.py on the emulated Cortex-M3 behind a pty, ours and stock
	@$(SETUP) board
	@$(call qemu_firmware,MPS2_AN385,ours)
	@$(call qemu_firmware,MPS2_AN385,stock)
	@python3 $(ROOT)/tests/boards/board_report_test.py --firmware ours=$(call qemu_elf,MPS2_AN385,ours) \
		--firmware stock=$(call qemu_elf,MPS2_AN385,stock) --result $(TEST_RESULTS)/board-report
