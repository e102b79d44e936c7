# TCP and UDP on an emulated Pico W, radio and all: rp2040py runs the image of whoever has the driver of the radio, which no package has.

TEST_TARGETS += test-picow

PICOW_OUT := $(BUILD_ROOT)/rp2-RPI_PICO_W$(VERSION_SUFFIX)-test
# Submodule and a file of it; what else the port needs, packages have.
PICOW_SUBMODULES := cyw43-driver=src/cyw43.h lwip=src/core/tcp.c btstack=src/btstack.h
PICOW_LACKS = $(strip $(foreach submodule,$(PICOW_SUBMODULES),$(if $(wildcard $(MICROPYTHON_DIR)/lib/$(subst =,/,$(submodule))),,\
	lib/$(firstword $(subst =, ,$(submodule))))))

.PHONY: test-picow
test-picow: ## the network on the emulated Pico W, with MICROPYTHON_DIR= a checkout that has the driver of its radio
ifneq ($(MICROPYTHON_IS_FETCHED),)
	@echo 'test-picow: skipped: no package has the driver of the radio: give MICROPYTHON_DIR=, a checkout of MicroPython $(MICROPYTHON_DEFAULT) in which' \
		'`git submodule update --init lib/cyw43-driver lib/lwip lib/btstack lib/mbedtls lib/pico-sdk lib/tinyusb` has run'
	@mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/picow
else ifneq ($(PICOW_LACKS),)
	@echo 'test-picow: skipped: $(MICROPYTHON_DIR) has no $(PICOW_LACKS): run there' \
		'`git submodule update --init lib/cyw43-driver lib/lwip lib/btstack lib/mbedtls lib/pico-sdk lib/tinyusb`'
	@mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/picow
else
	@$(SETUP) rp2 picow
	@$(call rp2_firmware,RPI_PICO_W,ours) RP2_OUT=$(PICOW_OUT) MPY_ASYNCIO_FEATURES=board,udp,stats
	@$(CACHE)/picow/bin/python $(ROOT)/tests/picow/picow.py $(PICOW_OUT)/firmware.uf2 --result $(TEST_RESULTS)/picow
endif
