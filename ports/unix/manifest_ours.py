# Nothing is frozen: asyncio is the user module.
