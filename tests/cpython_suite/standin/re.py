"""MicroPython's re with the two of CPython's constructs that the tests use and it has not."""

from ure import compile as _compile

S = 0


def compile(pattern, flags=0):
    while "(?P<" in pattern:
        before, _, after = pattern.partition("(?P<")
        pattern = before + "(" + after.partition(">")[2]
    return _compile(pattern.replace("\\Z", "$"))


def match(pattern, text, flags=0):
    return compile(pattern).match(text)


def search(pattern, text, flags=0):
    return compile(pattern).search(text)


def escape(text):
    return "".join("\\" + each if each in ".^$*+?{}[]\\|()" else each for each in text)
