# The example drivers for ports that build with make. They stand beside mpy-asyncio in the folder that USER_C_MODULES names; docs/how-to/drivers.md
# shows how. mpy_asyncio.h is found because mpy-asyncio adds its folder to the include path.
SRC_USERMOD_C += $(USERMOD_DIR)/camera.c $(USERMOD_DIR)/port.c
