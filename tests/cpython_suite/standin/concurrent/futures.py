from asyncio import CancelledError, TimeoutError

from not_runnable import not_runnable

Future = not_runnable("there is no concurrent.futures")
ThreadPoolExecutor = Future
