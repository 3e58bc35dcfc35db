"""A small HTTP client on asyncio: as little work per request as possible, so that the server's
share of the two processors is not eaten by its guests.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)


class Failed(Exception):
    """The server refused, or said something unexpected."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        packed = self.body.startswith(b"\x1f\x8b")
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def location(self) -> str:
        found = LOCATION.search(self.head)
        return urlsplit(found[1].decode()).path if found else ""


class Connection(asyncio.Protocol):
    """One kept-alive connection with one request at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.waiting: asyncio.Future[Reply] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(Failed(f"connection lost: {error}"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        reply = whole_reply(self.buffer)
        if reply and self.waiting and not self.waiting.done():
            self.buffer = b""
            self.waiting.set_result(reply)

    async def ask(self, request: bytes) -> Reply:
        if self.transport is None:
            raise Failed("connection closed")
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.waiting, 60)


def whole_reply(buffer: bytes) -> Reply | None:
    """Read a reply once all of it is there."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, body = buffer[: end + 2], buffer[end + 4 :]
    if CHUNKED.search(head):
        if not body.endswith(b"0\r\n\r\n"):
            return None
    elif len(body) < int((LENGTH.search(head) or [b"", b"0"])[1]):
        return None
    return Reply(int(head[9:12]), head, body)


@dataclass
class Browser:
    """Cookies and a connection: what one pupil's phone holds."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: Connection | None = None

    async def ask(
        self, method: str, path: str, fields: Mapping[str, object] | None = None, head: str = ""
    ) -> Reply:
        if self.connection is None:
            loop = asyncio.get_running_loop()
            _, self.connection = await loop.create_connection(Connection, "127.0.0.1", self.port)
        body = urlencode(fields, doseq=True) if fields is not None else ""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{head}"
        if cookies:
            lines += f"Cookie: {cookies}\r\n"
        if fields is not None:
            kind = "application/x-www-form-urlencoded"
            lines += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        reply = await self.connection.ask(f"{lines}\r\n{body}".encode())
        for name, value in COOKIE.findall(reply.head):
            self.cookies[name.decode()] = value.decode()
        return reply

    async def get(self, path: str, *, expect: int = 200) -> Reply:
        return self._checked(await self.ask("GET", path), expect, path)

    async def post(self, path: str, fields: Mapping[str, object], *, expect: int = 302) -> Reply:
        """Post a form with the token of the cookie."""
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self._checked(await self.ask("POST", path, {**token, **fields}), expect, path)

    async def send(self, path: str, fields: Mapping[str, object], *, expect: int = 200) -> Reply:
        """Post as a script does."""
        head = f"Accept: application/json\r\nX-CSRFToken: {self.cookies['csrftoken']}\r\n"
        return self._checked(await self.ask("POST", path, fields, head), expect, path)

    def close(self) -> None:
        if self.connection and self.connection.transport:
            self.connection.transport.close()

    @staticmethod
    def _checked(reply: Reply, expect: int, path: str) -> Reply:
        if reply.status != expect:
            raise Failed(f"{path}: {reply.status}, not {expect}")
        return reply
