# Oracle: reasoned: neither stock nor CPython has asyncio.mpy_asyncio
# Features: version
# This project's version beside stock's own, which programs ask for.
import asyncio

version, features = asyncio.mpy_asyncio
print(len(version.split(".")), all(part.isdigit() for part in version.split(".")))
print(isinstance(features, str), " " in features)
print(asyncio.__version__)
