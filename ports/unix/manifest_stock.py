include("$(MPY_DIR)/extmod/asyncio")
module("ssl.py", base_path="modules")
