# Library: micropython-async-websocket-client, microdot
# Runs: its client against microdot's WebSocket server: handshake, text, bytes, close
import asyncio
import builtins

# A board's firmware knows const(); so does this one's compiler, but not in a module that a wheel brings.
builtins.const = lambda value: value

from async_websocket_client import AsyncWebsocketClient
from microdot import Microdot
from microdot.websocket import with_websocket

app = Microdot()
PORT = 8093


@app.route("/echo")
@with_websocket
async def echo(request, ws):
    while True:
        await ws.send(await ws.receive())


async def main():
    server = asyncio.create_task(app.start_server("127.0.0.1", PORT))
    await asyncio.sleep_ms(50)
    client = AsyncWebsocketClient(1)
    print("connected", bool(await client.handshake("ws://127.0.0.1:{}/echo".format(PORT))))
    for message in ("hello", "x" * 300):
        await client.send(message)
        answer = await asyncio.wait_for(client.recv(), 5)
        print(answer[:5], len(answer))
    await client.close()
    app.shutdown()
    await server
    print("shut down")


asyncio.run(main())
