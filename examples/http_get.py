# Fetches a page over HTTP or HTTPS and prints its status, headers and length.
#
#   build/unix/micropython examples/http_get.py https://example.com/
#   build/unix/micropython examples/http_get.py                  fetches from a server of its own: needs no network

import asyncio
import sys


def split_url(url):
    scheme, _, rest = url.partition("://")
    if scheme not in ("http", "https") or not rest:
        print(f"{url}: not a URL: http://host/path or https://host/path")
        raise SystemExit(2)
    host, _, path = rest.partition("/")
    name, _, port = host.partition(":")
    return scheme == "https", name, int(port) if port else (443 if scheme == "https" else 80), "/" + path


async def get(url):
    tls, host, port, path = split_url(url)
    # ssl=True encrypts but does not verify whom it talks to: for that, pass an ssl.SSLContext with CERT_REQUIRED.
    reader, writer = await asyncio.open_connection(host, port, ssl=tls)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n")
        await writer.drain()
        print((await reader.readline()).decode().strip())
        while True:
            header = (await reader.readline()).decode().strip()
            if not header:
                break
            print(" ", header)
        body = await reader.read(-1)
        print(len(body), "bytes")
    finally:
        writer.close()
        await writer.wait_closed()


async def local_server(reader, writer):
    while (await reader.readline()).strip():
        pass
    page = b"<h1>Hello from this board</h1>\n"
    writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page))
    writer.write(page)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    # Whatever the other side does, after ten seconds it is over.
    if len(sys.argv) > 1:
        await asyncio.wait_for(get(sys.argv[1]), 10)
        return
    async with await asyncio.start_server(local_server, "127.0.0.1", 8008):
        await asyncio.wait_for(get("http://127.0.0.1:8008/"), 10)


asyncio.run(main())
