# Oracle: stock
# Features: compat
# The stream submodule: Stream is a name of it alone, and reader and writer are the same class.
import asyncio
import asyncio.stream
from asyncio.stream import Server, Stream, StreamReader, StreamWriter, open_connection, start_server

print(Stream is StreamReader is StreamWriter, asyncio.StreamReader is Stream, asyncio.StreamWriter is Stream)
print(asyncio.open_connection is open_connection, asyncio.start_server is start_server, Server.__name__)
for name in "read readinto readexactly readline write drain close wait_closed get_extra_info aclose awrite awritestr".split():
    print(name, hasattr(Stream, name))
