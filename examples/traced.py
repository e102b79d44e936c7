# Runs a script with the trace on, and writes the trace for tools/trace_view.py. On unix, with a firmware that has the
# feature `trace` (make run MPY_ASYNCIO_FEATURES=full,diagnostics):
#
#   micropython examples/traced.py examples/three_tasks.py trace.txt
#   python3 tools/trace_view.py trace.txt

import asyncio
import sys

script, output = sys.argv[1:3]
asyncio.trace.start()
try:
    with open(script) as source:
        exec(compile(source.read(), script, "exec"), {"__name__": "__main__"})  # noqa: S102
finally:
    asyncio.trace.stop()
    with open(output, "w") as file:
        asyncio.trace.dump(file)
