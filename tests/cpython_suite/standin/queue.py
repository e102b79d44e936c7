import time


class Queue:
    def __init__(self, maxsize=0):
        self._items = []

    def put(self, item):
        self._items.append(item)

    def get(self):
        while not self._items:
            time.sleep_ms(1)
        return self._items.pop(0)
