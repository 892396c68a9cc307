"""Other people's secrets at rest, encrypted under keys that are not in the database."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"promptside: secrets at rest"


class CannotDecrypt(Exception):
    """Encrypted under none of these keys, or changed since."""


class Keyring:
    """Encrypts under the first of the secrets, and decrypts what any of them encrypted.

    A secret is any text that is hard to guess; Fernet keys are derived from it by HKDF (RFC 5869).
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("ENCRYPTION_KEYS holds no key")
        fernets = [Fernet(_derived(secret)) for secret in secrets]
        self._newest, self._all = fernets[0], MultiFernet(fernets)

    def encrypt(self, text: str) -> bytes:
        return self._newest.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        try:
            return self._all.decrypt(token).decode()
        except InvalidToken as error:
            raise CannotDecrypt from error

    def renewed(self, token: bytes) -> bytes | None:
        """The same text under the first secret; `None` if it is so already."""
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            return self.encrypt(self.decrypt(token))
        return None


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return urlsafe_b64encode(derivation.derive(secret.encode(errors="surrogateescape")))
