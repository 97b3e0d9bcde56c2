"""Ports and connections of the servers that stand in for the networks."""

from __future__ import annotations

import socket
import struct

from aiohttp import web


def bind(port: int) -> socket.socket:
    """Take a port without listening: connections are refused."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind(("127.0.0.1", port))
    return taken


def reset(request: web.Request) -> None:
    """Reset the connection: with a linger of 0 s no goodbye is sent."""
    if request.transport is not None:
        raw = request.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
