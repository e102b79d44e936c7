class GenericAlias:
    pass


def coroutine(function):
    return function
