"""The network between a browser and the site: it counts what passes, and can fail.

with wire(port) as network:
    page.goto(network.address)
    network.cut()       # nothing gets through, as in a tunnel
    network.mute()      # requests arrive, answers are lost
    network.mend()
"""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
CHUNK = 65536  # bytes


@dataclass
class Wire:
    """A listener that passes each connection on to the site, byte by byte."""

    listener: socket.socket
    port_of_site: int
    received: int = 0  # bytes from the site that reached the browser
    requests: list[bytes] = field(default_factory=list)  # first line of each chunk from the browser
    is_cut: bool = False
    is_mute: bool = False
    open: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.listener.getsockname()[1]}"

    def cut(self) -> None:
        self.is_cut = True
        self._hang_up()

    def mute(self) -> None:
        self.is_mute = True

    def mend(self) -> None:
        self.is_cut = self.is_mute = False
        self._hang_up()

    def accept(self) -> None:
        while True:
            try:
                browser, _address = self.listener.accept()
            except OSError:
                return  # closed: the test is over
            if self.is_cut:
                browser.close()
                continue
            try:
                site = socket.create_connection((HOST, self.port_of_site))
            except OSError:
                browser.close()
                continue
            self.open += [browser, site]
            for each in (self._up, self._down):
                threading.Thread(target=each, args=(browser, site), daemon=True).start()

    def _up(self, browser: socket.socket, site: socket.socket) -> None:
        with suppress(OSError):
            while data := browser.recv(CHUNK):
                self.requests.append(data.split(b"\r\n", 1)[0])
                site.sendall(data)
            site.shutdown(socket.SHUT_WR)

    def _down(self, browser: socket.socket, site: socket.socket) -> None:
        with suppress(OSError):
            while data := site.recv(CHUNK):
                if self.is_mute:  # the site has answered by now, so it has done what was asked
                    browser.shutdown(socket.SHUT_RDWR)
                    return
                self.received += len(data)
                browser.sendall(data)
            browser.shutdown(socket.SHUT_WR)

    def _hang_up(self) -> None:
        for each in self.open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.open.clear()


@contextmanager
def wire(port_of_site: int) -> Iterator[Wire]:
    """Listen on a free port until the block is left."""
    with socket.create_server((HOST, 0)) as listener:
        network = Wire(listener=listener, port_of_site=port_of_site)
        threading.Thread(target=network.accept, daemon=True).start()
        yield network
        listener.shutdown(socket.SHUT_RDWR)
        network.cut()
