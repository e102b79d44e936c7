# Joins the emulated network, whose access point takes any key.
import socket
import time

import network

wlan = network.WLAN(network.STA_IF)
wlan.active(True)
wlan.connect("RP2040PY-GUEST", "any key 1234")
for _ in range(200):
    if wlan.isconnected():
        break
    time.sleep_ms(50)
print("address", wlan.ifconfig()[0])

# The gateway's hardware address is asked for now: lwIP keeps one packet meanwhile, and drops the others.
with_gateway = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
with_gateway.sendto(b"", ("10.0.0.1", 9))
with_gateway.close()
time.sleep_ms(5)
