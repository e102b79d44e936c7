# Blink: two LEDs and a button
import asyncio
from machine import Pin


async def blink(pin, ms):
    led = Pin(pin, Pin.OUT)
    while True:
        led.toggle()
        await asyncio.sleep_ms(ms)

async def watch(button, pressed):
    while True:
        await pressed.wait()
        print("pressed")

async def main():
    pressed = asyncio.ThreadSafeFlag()
    button = Pin(2, Pin.IN, Pin.PULL_UP)
    button.irq(lambda pin: pressed.set(), Pin.IRQ_FALLING)
    tasks = [asyncio.create_task(blink("LED", 250)), asyncio.create_task(blink(15, 400)), asyncio.create_task(watch(button, pressed))]
    print("press the button")
    await asyncio.sleep(10)
    for task in tasks:
        task.cancel()
    print("done")

asyncio.run(main())
