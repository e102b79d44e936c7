# What upstream's variants `standard` and `coverage` freeze, but for what lies in micropython-lib. The options say which variant, and whether asyncio is
# stock's.
options.defaults(variant="standard", asyncio="stock")

if options.asyncio == "stock":
    include("$(MPY_DIR)/extmod/asyncio")
if options.variant == "coverage":
    freeze_as_str("$(PORT_DIR)/variants/coverage/frzstr")
    freeze_as_mpy("$(PORT_DIR)/variants/coverage/frzmpy")
    freeze_mpy("$(MPY_DIR)/tests/frozen")
