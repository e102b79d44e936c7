# asyncio is the user module.
module("ssl.py", base_path="modules")
