from ucollections import *


def defaultdict(factory):
    return _Default(factory)


class _Default(dict):
    def __init__(self, factory):
        super().__init__()
        self._factory = factory

    def __getitem__(self, key):
        if key not in self:
            self[key] = self._factory()
        return super().__getitem__(key)
