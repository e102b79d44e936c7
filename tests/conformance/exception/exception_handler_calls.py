# Oracle: stock
# call_exception_handler goes to the handler that is set, with the context as given.
import asyncio

loop = asyncio.get_event_loop()
print(loop.get_exception_handler())


def handler(loop_given, context):
    print("handler", loop_given is asyncio.Loop, sorted(context.keys()), context["message"])


loop.set_exception_handler(handler)
print(loop.get_exception_handler() is handler)
loop.call_exception_handler({"message": "by hand", "exception": None, "future": None})
loop.set_exception_handler(None)
print(loop.get_exception_handler())
