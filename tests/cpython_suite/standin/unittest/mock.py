"""Mock as CPython's test_asyncio uses it; patch() replaces what only CPython has."""

from not_runnable import NotRunnable, not_runnable


class _Any:
    def __eq__(self, other):
        return True

    def __repr__(self):
        return "<ANY>"


ANY = _Any()


class Mock:
    def __init__(self, spec=None, return_value=None, side_effect=None, **attributes):
        self.call_args_list = []
        self.call_args = None
        self.called = False
        self.call_count = 0
        self._spec = spec
        self._given = return_value is not None
        if self._given:
            self.return_value = return_value
        self.side_effect = side_effect
        for name, value in attributes.items():
            setattr(self, name, value)

    def __getattr__(self, name):
        if name == "return_value":
            value = None if self._spec else Mock()
        elif name.startswith("__") or name == "_asyncio_future_blocking" or (self._spec is not None and not hasattr(self._spec, name)):
            raise AttributeError(name)
        else:
            value = Mock()
        setattr(self, name, value)
        return value

    def __call__(self, *args, **kwargs):
        self.called = True
        self.call_count += 1
        self.call_args = (args, kwargs)
        self.call_args_list.append(self.call_args)
        if self.side_effect is not None:
            if isinstance(self.side_effect, BaseException):
                raise self.side_effect
            if isinstance(self.side_effect, type) and issubclass(self.side_effect, BaseException):
                raise self.side_effect()
            return self.side_effect(*args, **kwargs)
        return self.return_value

    def reset_mock(self):
        self.call_args_list = []
        self.call_args = None
        self.called = False
        self.call_count = 0

    def assert_called_with(self, *args, **kwargs):
        if self.call_args is None:
            raise AssertionError("the mock was not called")
        if not self._same(self.call_args, (args, kwargs)):
            raise AssertionError("called with %r, not %r" % (self.call_args, (args, kwargs)))

    @staticmethod
    def _same(first, second):
        def same(one, other):
            # The expected value decides, as ANY and patterns do.
            return other == one

        if len(first[0]) != len(second[0]) or sorted(first[1]) != sorted(second[1]):
            return False
        return all(same(*pair) for pair in zip(first[0], second[0])) and all(same(first[1][key], second[1][key]) for key in first[1])

    def assert_called_once_with(self, *args, **kwargs):
        if self.call_count != 1:
            raise AssertionError("called %d times" % self.call_count)
        self.assert_called_with(*args, **kwargs)

    def assert_called_once(self):
        if self.call_count != 1:
            raise AssertionError("called %d times" % self.call_count)

    def assert_called(self):
        if not self.called:
            raise AssertionError("the mock was not called")

    def assert_not_called(self):
        if self.called:
            raise AssertionError("the mock was called")


MagicMock = Mock
AsyncMock = not_runnable("AsyncMock")


class _Patch:
    """Neither with nor as a decorator: what it would replace is a name inside CPython's library."""

    def __init__(self, what):
        self.what = what

    def __call__(self, function):
        def refuse(*args, **kwargs):
            raise NotRunnable(self.what)

        return refuse

    def __enter__(self):
        raise NotRunnable(self.what)

    def __exit__(self, *args):
        pass


class _PatchNamespace:
    def __call__(self, target, *args, **kwargs):
        return _Patch("mock.patch(%r)" % (target,))

    def object(self, target, name, *args, **kwargs):
        return _Patch("mock.patch.object(…, %r)" % (name,))

    def dict(self, *args, **kwargs):
        return _Patch("mock.patch.dict")


patch = _PatchNamespace()
