"""A browser maker's push service on this machine, and browsers that can read what it gets.

with push_service(folder) as service:
    phone = service.browser()      # what a browser says of itself when somebody allows it
    ...
    [note] = phone.shown()         # decrypted as only that browser can
"""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import json
import os
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "localhost"
DAY = dt.timedelta(days=1)


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def padded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Delivery:
    """One request that the service took or refused."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int

    def key_of_sender(self) -> str:
        """Return the key that signed it for this service; fails where the signature is wrong."""
        scheme, _space, rest = self.headers["Authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        signed, _dot, signature = parts["t"].rpartition(".")
        raw = padded(signature)
        numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), padded(parts["k"]))
        der = utils.encode_dss_signature(*numbers)
        key.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
        return parts["k"]

    def claims(self) -> dict[str, Any]:
        token = self.headers["Authorization"].partition("t=")[2].partition(",")[0]
        claims: dict[str, Any] = json.loads(padded(token.split(".")[1]))
        return claims


@dataclass
class Browser:
    """One subscription: the address of it, and the keys that only the browser has."""

    service: PushService
    number: int
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def path(self) -> str:
        return f"/wp/{self.number}"

    def subscription(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": f"https://{self.service.name}{self.path}",
            "p256dh": unpadded(point),
            "auth": unpadded(self.secret),
        }

    def shown(self) -> list[dict[str, Any]]:
        """Return what reached this browser, read with its own keys."""
        return [json.loads(self.read(each.body)) for each in self.deliveries() if each.status < 300]

    def deliveries(self) -> list[Delivery]:
        return [each for each in self.service.deliveries if each.path == self.path]

    def read(self, body: bytes) -> bytes:
        plain: bytes = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        return plain

    def answers(self, status: int) -> None:
        """Have the service answer this to whatever comes for this browser from now on."""
        self.service.statuses[self.path] = status


@dataclass
class PushService:
    port: int
    certificate: Path  # whoever trusts it can reach the service: see SSL_CERT_FILE
    deliveries: list[Delivery] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    browsers: int = 0

    @property
    def name(self) -> str:
        return f"{HOST}:{self.port}"

    def browser(self) -> Browser:
        self.browsers += 1
        return Browser(service=self, number=self.browsers)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        status = self.statuses.get(path, 201)
        self.deliveries.append(Delivery(path=path, headers=headers, body=body, status=status))
        return status


@contextmanager
def push_service(folder: Path) -> Iterator[PushService]:
    """Listen with TLS on a free port until the block is left."""
    certificate = _certificate(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(service.take(self.path, dict(self.headers.items()), body))
            self.send_header("Location", "https://elsewhere.test/")  # where nobody may go
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        service = PushService(port=server.server_port, certificate=certificate)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield service
        finally:
            server.shutdown()


def _certificate(folder: Path) -> Path:
    """Write a certificate for this machine, with its key, that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    names: list[x509.GeneralName] = [
        x509.DNSName(HOST),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 30 * DAY)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "push-service.pem"
    file.write_bytes(
        certificate.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return file
