include("$(MPY_DIR)/extmod/asyncio")  # noqa: F821 (the manifest reader provides it)
