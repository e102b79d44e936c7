#!/usr/bin/env python3
"""The clients of cases/http.py: http_clients.py PORT CONNECTIONS ROUNDS. Each connection sends its next request when the answer has come."""

import selectors
import socket
import sys

REQUEST = b"GET /hello HTTP/1.1\r\nHost: localhost\r\nUser-Agent: clients\r\nAccept: */*\r\n\r\n"
END = b"hello"


def main():
    port, connections, rounds = (int(word) for word in sys.argv[1:])
    selector = selectors.DefaultSelector()
    left = {}
    for _ in range(connections):
        client = socket.create_connection(("127.0.0.1", port))
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(client, selectors.EVENT_READ, bytearray())
        left[client] = rounds
    for client in left:
        client.sendall(REQUEST)
    while left:
        for key, _ in selector.select():
            client, answer = key.fileobj, key.data
            part = client.recv(4096)
            if not part:
                sys.exit("http_clients: the server has closed a connection")
            answer += part
            if not answer.endswith(END):
                continue
            answer.clear()
            left[client] -= 1
            if left[client]:
                client.sendall(REQUEST)
            else:
                del left[client]
                selector.unregister(client)
                client.close()


if __name__ == "__main__":
    main()
