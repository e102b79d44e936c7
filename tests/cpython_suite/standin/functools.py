def partial(function, *given, **given_kwargs):
    def call(*args, **kwargs):
        merged = dict(given_kwargs)
        merged.update(kwargs)
        return function(*given, *args, **merged)

    return call


def wraps(wrapped):
    return lambda function: function


def reduce(function, items, value):
    for item in items:
        value = function(value, item)
    return value
