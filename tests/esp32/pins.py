# machine.Pin: levels, pulls and edges. In the emulator a wire leads from GPIO 4 to GPIO 5; on a board, lay one.
import machine
import time
from machine import Pin, Signal

out = Pin(4, Pin.OUT, value=0)
inp = Pin(5, Pin.IN)
print(out, inp, out is Pin(4))
for level in (1, 0, True, False):
    out.value(level)
    print("out", level, out.value(), inp.value())
out.on()
print("on", inp())
out.off()
print("off", inp())
out.toggle()
print("toggled", inp())

led = Signal(out, invert=True)
led.on()
print("inverted", out.value(), led.value())

out.init(Pin.OPEN_DRAIN, value=1)
inp.init(Pin.IN, Pin.PULL_UP)
print("open drain, pulled up", out.value(), inp.value())
out(0)
print("pulled down", out.value(), inp.value())
out.init(Pin.OUT, value=0)

seen = []
for trigger in (Pin.IRQ_RISING, Pin.IRQ_FALLING, Pin.IRQ_RISING | Pin.IRQ_FALLING):
    irq = inp.irq(lambda pin: seen.append(pin.value()), trigger)
    for level in (1, 0, 1, 0):
        out(level)
        time.sleep_ms(2)
    print("soft", trigger, seen, irq.flags() == trigger)
    seen.clear()
inp.irq(None)
out.toggle()
time.sleep_ms(2)
print("none", seen)

count = 0


def strike(pin):
    global count
    count += 1


inp.irq(strike, Pin.IRQ_RISING, hard=True)
state = machine.disable_irq()
out(0)
out(1)
before = count
machine.enable_irq(state)
time.sleep_ms(1)
print("hard", before, count)


def fail(pin):
    raise ValueError("in the handler")


inp.irq(fail, Pin.IRQ_RISING, hard=True)
for _ in range(2):
    out(0)
    out(1)
    time.sleep_ms(1)

for arguments in ((99,), (12,), (4, 7), (4, Pin.IN, 9)):
    try:
        Pin(*arguments)
    except ValueError as error:
        print(error)
try:
    inp.irq(strike, 0)
except ValueError as error:
    print(error)
