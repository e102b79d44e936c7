# What make says to a wrong command.

TEST_TARGETS += test-front-door

.PHONY: test-front-door
test-front-door: micropython ## a misspelt PORT, BOARD, SCRIPT and the like get one clear line from make
	@python3 $(ROOT)/tests/front_door.py --result $(TEST_RESULTS)/front-door
