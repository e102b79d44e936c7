# Oracle: CPython
# Features: task-group
# ExceptionGroup and BaseExceptionGroup: what they are made of, split(), subgroup(), derive().
# mypy: ignore-errors


def show(error):
    if error is None:
        return None
    if hasattr(error, "exceptions"):
        return [type(error).__name__, error.message] + [show(inner) for inner in error.exceptions]
    return f"{type(error).__name__}({', '.join(str(arg) for arg in error.args)})"


group = ExceptionGroup("top", [ValueError(1), ExceptionGroup("nested", [TypeError(2), ValueError(3)]), KeyError(4)])
print(show(group), str(group))
print(group.message, len(group.exceptions), type(group.exceptions).__name__)
print(isinstance(group, Exception), isinstance(group, BaseExceptionGroup), issubclass(ExceptionGroup, Exception))
print(issubclass(BaseExceptionGroup, Exception), issubclass(BaseExceptionGroup, BaseException))
print(str(ExceptionGroup("one", (ValueError(),))))

# By class, by several, by a function; leaves and whole groups.
for condition in ValueError, (ValueError, KeyError), ExceptionGroup, Exception, OSError, BaseException:
    matched, rest = group.split(condition)
    print("split", show(matched), "|", show(rest))
    print("subgroup", show(group.subgroup(condition)))
matched, rest = group.split(lambda error: error.args == (3,) or error.args == (4,))
print(show(matched), "|", show(rest))
print(group.subgroup(Exception) is group, group.subgroup(lambda error: False))

# derive() keeps the message; a group of the base class if it has to be.
print(show(group.derive([OSError(5)])))
print(show(group.derive([KeyboardInterrupt()])))
base = BaseExceptionGroup("base", [KeyboardInterrupt(), ValueError(6)])
print(show(base), isinstance(base, Exception))
print(show(base.split(KeyboardInterrupt)[0]), show(base.split(KeyboardInterrupt)[1]))

# As one handles them without except*.
try:
    raise group
except ExceptionGroup as caught:
    print(caught is group)
    values, others = caught.split(ValueError)
    print("values", show(values))
    try:
        if others:
            raise others
    except BaseExceptionGroup as others:
        print("others", show(others))
try:
    raise base
except Exception:
    print("not reached")
except BaseExceptionGroup:
    print("caught as BaseExceptionGroup")


# Conditions that are none.
for method in group.split, group.subgroup:
    try:
        method(5)
    except TypeError:
        print("TypeError")


# A class of one's own.
class Errors(ExceptionGroup):
    pass


mine = Errors("mine", [ValueError(1), TypeError(2)])
print(show(mine), isinstance(mine, ExceptionGroup))
print(show(mine.subgroup(TypeError)), show(mine.split(TypeError)[1]))
try:
    raise mine
except ExceptionGroup as caught:
    print(caught is mine, type(caught).__name__)
