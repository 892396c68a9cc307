"""Sign-on providers on the loopback: a real one, and one of our own that does what it is told."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.live import free_port, running, wait_for

CLIENT_ID, CLIENT_SECRET = "promptside", "the client's own secret"


def at(issuer: str, **changed: Any) -> dict[str, Any]:
    """The settings of an application that signs in by this provider."""
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_name": "Example SSO",
        **changed,
    }


@dataclass(frozen=True)
class RealProvider:
    """`oidc-provider-mock`, a program of its own."""

    issuer: str
    process: subprocess.Popen[bytes]

    def knows(self, subject: str, **claims: Any) -> None:
        address = f"{self.issuer}/users/{quote(subject, safe='')}"
        requests.put(address, json=claims, timeout=10).raise_for_status()

    def signs_in(self, address: str, subject: str) -> str:
        """Where the provider's page leads once somebody has said who they are."""
        shown = requests.get(address, timeout=10)
        assert shown.status_code == 200, shown.text
        answer = requests.post(address, {"sub": subject}, timeout=10, allow_redirects=False)
        return answer.headers["Location"]


@contextmanager
def real_provider(log: Path) -> Iterator[RealProvider]:
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "-n", "true"]
    issuer = f"http://127.0.0.1:{port}"
    env = os.environ | {"PYTHONWARNINGS": "ignore"}
    with log.open("wb") as out, running(command, env, out) as process:
        wait_for(f"{issuer}/jwks", process, log)
        yield RealProvider(issuer, process)


@cache
def first_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class OwnProvider:
    """Checks codes, PKCE and the client as a provider must; says and signs what a test wants."""

    issuer: str = ""
    key: RSAKey = field(default_factory=first_key)
    published: list[RSAKey] = field(default_factory=list)
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    """Over those of an honest token; None leaves one out."""
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    failing: dict[str, Any] = field(default_factory=dict)
    """Path → the status that it answers with, or the body."""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def forget(self) -> None:
        """Honest again, as at the beginning."""
        self.key, self.published, self.userinfo = first_key(), [], None
        for told in (self.header, self.claims, self.metadata, self.failing, self.asked, self.codes):
            told.clear()

    def answer(self, address: str) -> dict[str, str]:
        """What a browser brings back that was sent to this address."""
        sent = requests.get(address, timeout=10, allow_redirects=False)
        return dict(parse_qsl(urlsplit(sent.headers["Location"]).query))

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            **self.metadata,
        }

    def keys(self) -> dict[str, Any]:
        keys = self.published or [self.key]
        return dict(KeySet(list(keys)).as_dict(private=False))

    def authorize(self, query: dict[str, str]) -> str:
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT_ID)
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def exchange(self, form: dict[str, str], credentials: str) -> tuple[int, dict[str, Any]]:
        begun = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if base64.b64decode(credentials).decode() != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return 401, {"error": "invalid_client"}
        if begun is None or begun["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        if begun["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        token = {"access_token": "access", "token_type": "Bearer", "expires_in": 60}
        return 200, {**token, "id_token": self.id_token(begun["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        honest = {
            "iss": self.issuer,
            "sub": "ada-at-sso",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": "ada@example.com",
            "email_verified": True,
            "name": "Ada",
        }
        claims = {k: v for k, v in {**honest, **self.claims}.items() if v is not None}
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        return jwt.encode(header, claims, self.key)


@contextmanager
def own_provider() -> Iterator[OwnProvider]:
    provider = OwnProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
            if self.is_failing(path):
                return
            if path == "/authorize":
                self.reply(302, {}, Location=provider.authorize(query))
            elif path == "/jwks":
                self.reply(200, provider.keys())
            elif path == "/userinfo":
                is_ours = self.headers["Authorization"] == "Bearer access"
                self.reply(200 if is_ours else 401, provider.userinfo or {"sub": "ada-at-sso"})
            else:
                self.reply(200, provider.describe())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if not self.is_failing(self.path):
                form = {name: values[0] for name, values in parse_qs(body).items()}
                credentials = self.headers.get("Authorization", "Basic ").removeprefix("Basic ")
                self.reply(*provider.exchange(form, credentials))

        def is_failing(self, path: str) -> bool:
            provider.asked.append(path)
            failing = provider.failing.get(path)
            if isinstance(failing, int):
                self.reply(failing, {"error": "failing"})
            elif failing is not None:
                self.reply(200, failing)
            return failing is not None

        def reply(self, status: int, body: Any, **headers: str) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
