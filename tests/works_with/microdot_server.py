# Library: microdot
# Runs: routes, JSON, a streamed answer, 404, an after-request hook, shutdown
import asyncio

from microdot import Microdot, Response

app = Microdot()
PORT = 8092


@app.get("/")
async def index(request):
    return "hello"


@app.post("/double/<int:number>")
async def double(request, number):
    return {"double": 2 * number, "name": request.json["name"]}


@app.get("/stream")
async def stream(request):
    class Pieces:
        def __init__(self):
            self.n = 0

        def __aiter__(self):
            return self

        async def __anext__(self):
            self.n += 1
            if self.n > 3:
                raise StopAsyncIteration
            await asyncio.sleep_ms(5)
            return "piece {} ".format(self.n)

    return Response(Pieces())


@app.after_request
async def log(request, response):
    print("served", request.path, response.status_code)


async def ask(method, path, body=""):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    head = "{} {} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}"
    writer.write(head.format(method, path, len(body), body).encode())
    await writer.drain()
    answer = (await asyncio.wait_for(reader.read(-1), 5)).decode()
    writer.close()
    await writer.wait_closed()
    return answer.split("\r\n", 1)[0], answer.split("\r\n\r\n", 1)[-1]


async def main():
    server = asyncio.create_task(app.start_server("127.0.0.1", PORT))
    await asyncio.sleep_ms(50)
    print(await ask("GET", "/"))
    print(await ask("POST", "/double/21", '{"name": "x"}'))
    print(await ask("GET", "/stream"))
    print(await ask("GET", "/nothing"))
    for status, text in await asyncio.gather(*(ask("GET", "/") for _ in range(8))):
        print(status, text)
    app.shutdown()
    await server
    print("shut down")


asyncio.run(main())
