"""The network of the emulated Pico W: its gateway is this machine's loopback.

What the board sends to 10.0.0.1 goes to 127.0.0.1. Names are asked of the port `name_server`. Port 8000 of the board, TCP and UDP, is
reached from outside by the ports `tcp_port` and `udp_port` of the loopback. `carried` has each piece of data that went over the air.
"""

import asyncio
import collections
import random
import socket

from rp2040py.external.cyw43 import net
from rp2040py.external.cyw43.nat import (
    GATEWAY_IP,
    GATEWAY_MAC,
    GUEST_IP,
    ArpResponder,
    DhcpServer,
    TcpFlow,
    TcpFlowKey,
    TcpReflector,
    _FlowState,
)

LOOPBACK = "127.0.0.1"
SERVER_PORT = 8000
DNS_PORT = 53
MSS = 1460

# Emulated time in ns, whether it came from the board, its protocol, and the data.
Carried = collections.namedtuple("Carried", "nanos from_board protocol data")


class Connections(TcpReflector):
    """rp2040py's TCP, which only the board opens, and connections that come from outside."""

    async def accept(self, board_mac, reader, writer):
        port = writer.get_extra_info("peername")[1]
        key = TcpFlowKey(SERVER_PORT, GATEWAY_IP, port)
        flow = TcpFlow(key, board_mac, GUEST_IP, guest_iss=0, guest_next_seq=0, guest_window=0, mss=MSS)
        flow.host_iss = random.getrandbits(32)
        flow.reader, flow.writer = reader, writer
        self._flows[key] = flow
        self._queue_ethernet_frame(self._build_tcp_frame(flow, flags=net.TCP_SYN, seq=flow.host_iss, mss=MSS))

    def _on_guest_segment(self, flow, tcp):
        accepted = net.TCP_SYN | net.TCP_ACK
        if (
            flow.state is _FlowState.CONNECTING
            and flow.reader is not None
            and tcp.flags & accepted == accepted
        ):
            flow.guest_next_seq = (tcp.seq + 1) & 0xFFFFFFFF
            flow.guest_window = tcp.window
            flow.mss = min(tcp.mss or MSS, MSS)
            flow.state = _FlowState.ESTABLISHED
            self._queue_ethernet_frame(self._build_tcp_frame(flow, flags=net.TCP_ACK))
            self._rp2040.schedule_threadsafe(self._pump(flow))
        else:
            super()._on_guest_segment(flow, tcp)

    async def _pump(self, flow):
        flow.pump_task = asyncio.current_task()
        await self._pump_host_to_guest(flow)

    def open(self):
        """How many connections there are."""
        return len(self._flows)


class HostNetwork:
    """What rp2040py's radio chip gives the board's frames to."""

    def __init__(self, rp2040, queue_ethernet_frame):
        self.rp2040 = rp2040
        self.carried = []
        self.name_server = None
        self._queue_to_board = queue_ethernet_frame
        self._arp = ArpResponder()
        self._dhcp = DhcpServer()
        self._tcp = Connections(
            rp2040, self._send_tcp, connect_fn=lambda host, port: asyncio.open_connection(LOOPBACK, port)
        )
        self._udp = {}

    async def listen(self):
        server = await asyncio.start_server(
            lambda reader, writer: self._tcp.accept(self._board_mac, reader, writer), LOOPBACK, 0
        )
        self.tcp_port = server.sockets[0].getsockname()[1]
        self.udp_port = self._udp_socket(SERVER_PORT).getsockname()[1]

    def open_connections(self):
        return self._tcp.open()

    async def drop_connections(self):
        self._tcp.reset()

    def reset(self):
        """The board has left the network."""
        self._tcp.reset()

    def handle_outbound_ethernet_frame(self, frame):
        ethernet = net.parse_ethernet(frame)
        if ethernet is None:
            return
        self._board_mac = ethernet.src_mac
        reply = self._arp.maybe_handle(ethernet) or self._dhcp.maybe_handle(ethernet)
        ip = net.parse_ipv4(ethernet.payload) if ethernet.ethertype == net.ETHERTYPE_IPV4 else None
        if reply:
            self._queue_to_board(reply)
        elif ip and ip.dst_ip == GATEWAY_IP and ip.proto == net.IP_PROTO_UDP:
            self._datagram(net.parse_udp(ip.payload))
        elif ip and ip.dst_ip == GATEWAY_IP and ip.proto == net.IP_PROTO_TCP:
            self._note(True, "tcp", net.parse_tcp(ip.payload).payload)
            self._tcp.maybe_handle(ethernet, ip)

    def _note(self, from_board, protocol, data):
        if data:
            self.carried.append(Carried(self.rp2040.clock.nanos, from_board, protocol, data))

    def _send_tcp(self, frame):
        ip = net.parse_ipv4(net.parse_ethernet(frame).payload)
        self._note(False, "tcp", net.parse_tcp(ip.payload).payload)
        self._queue_to_board(frame)

    def _udp_socket(self, board_port):
        """Each port of the board has a socket of its own here."""
        if board_port not in self._udp:
            self._udp[board_port] = mine = socket.socket(type=socket.SOCK_DGRAM)
            mine.bind((LOOPBACK, 0))
            mine.setblocking(False)
            asyncio.get_running_loop().add_reader(mine, self._answer, mine, board_port)
        return self._udp[board_port]

    def _datagram(self, datagram):
        to = self.name_server if datagram.dst_port == DNS_PORT else datagram.dst_port
        if to is None:
            return
        if datagram.dst_port != DNS_PORT:
            self._note(True, "udp", datagram.payload)
        self._udp_socket(datagram.src_port).sendto(datagram.payload, (LOOPBACK, to))

    def _answer(self, mine, board_port):
        data, (_, port) = mine.recvfrom(65536)
        if port == self.name_server:
            port = DNS_PORT
        else:
            self._note(False, "udp", data)
        udp = net.pack_udp(GATEWAY_IP, GUEST_IP, port, board_port, data)
        ip = net.pack_ipv4(GATEWAY_IP, GUEST_IP, net.IP_PROTO_UDP, udp)
        self._queue_to_board(net.pack_ethernet(self._board_mac, GATEWAY_MAC, net.ETHERTYPE_IPV4, ip))
