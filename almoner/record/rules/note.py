"""Signed notes after C2SP signed-note: a text, and under it one line for each signature.

The key that signs is kept as a PEM file that only the sealer can read; the key that checks is one line of text, given
to anybody.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\N{EM DASH}"
MOST_CHARACTERS = 100_000
MOST_SIGNATURES = 16

_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+\Z")


class NoteError(ValueError):
    """Why a note cannot be believed, in words for whoever handed it in."""


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def from_base64(text: str, what: str) -> bytes:
    """Strict base64: raises NoteError naming `what` otherwise."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise NoteError(f"{what} is not base64") from error


def to_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key of a log, by name. `str(key)` is the one line that is published."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise NoteError("the name of a key has no spaces, no plus sign and no control characters")
        if len(self.public) != 32:
            raise NoteError("an Ed25519 public key has 32 bytes")

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.public)}"

    @property
    def key_id(self) -> bytes:
        """Four bytes which, with the name, say which key signed."""
        return _key_id(self.name, self.public)

    @classmethod
    def parse(cls, line: str) -> VerifierKey:
        """Reads the published line. Raises NoteError where it is not one, or has been altered."""
        parts = line.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteError("a public key is one line: name, key id and key, joined by plus signs")
        name, key_id, encoded = parts
        data = from_base64(encoded, "the public key")
        if data[:1] != ED25519:
            raise NoteError("this is not an Ed25519 public key")
        key = cls(name, data[1:])
        if key.key_id.hex() != key_id.lower():
            raise NoteError("the id in this public key does not belong to it: it was copied wrongly or altered")
        return key

    @classmethod
    def parse_file(cls, text: str) -> list[VerifierKey]:
        """Reads a file of published keys, one a line; blank lines and lines that start with # are passed over."""
        lines = (line.strip() for line in text.splitlines())
        keys = [cls.parse(line) for line in lines if line and not line.startswith("#")]
        if not keys:
            raise NoteError("there is no public key in this file")
        return keys

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key made that signature over that text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """The private key of a log. Nothing prints it."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.verifier = VerifierKey(name, raw)

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """A new key, from the operating system's randomness."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, name: str, pem: bytes) -> SigningKey:
        """Reads a PKCS #8 PEM file. Raises NoteError where it holds no Ed25519 key."""
        try:
            private = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise NoteError("the key file is not an unencrypted PEM private key") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise NoteError("the key file does not hold an Ed25519 key")
        return cls(name, private)

    def to_pem(self) -> bytes:
        """The private key for its file."""
        return self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def sign(self, text: str) -> str:
        """The note: the text and this key's signature under it. The text must end with a new line."""
        if not text.endswith("\n"):
            raise NoteError("the text of a note ends with a new line")
        signature = self.verifier.key_id + self._private.sign(text.encode())
        return f"{text}\n{DASH} {self.verifier.name} {to_base64(signature)}\n"


def open_note(note: str, keys: Iterable[VerifierKey]) -> str:
    """The text of a note that one of these keys signed.

    Raises NoteError where the note is not one, none of the keys signed it, or one of them is named but did not sign it.
    Signatures by keys that are not known are passed over, as the format asks, so that others may sign beside us.
    """
    known = {(key.name, key.key_id): key for key in keys}
    text, signatures = _taken_apart(note)
    signed = False
    for name, data in signatures:
        key = known.get((name, data[:4]))
        if key is None:
            continue
        if not key.verifies(text, data[4:]):
            raise NoteError(
                f"the signature of {name} does not fit this text: the text or the signature has been altered"
            )
        signed = True
    if not signed:
        raise NoteError("none of the signatures is by a key that was given")
    return text


def _taken_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note) > MOST_CHARACTERS:
        raise NoteError("this is too long to be a signed head")
    if any(ord(character) < 32 and character != "\n" for character in note):
        raise NoteError("a signed head holds no control characters")
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteError("a signed head has a text, an empty line, and a signature line under it")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"a signed head has at most {MOST_SIGNATURES} signatures")
    signatures = []
    for line in lines:
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != DASH or not _NAME.match(parts[1]):
            raise NoteError("a signature line is a long dash, the name of the key, and the signature")
        data = from_base64(parts[2], "the signature")
        if len(data) < 5:
            raise NoteError("the signature is too short")
        signatures.append((parts[1], data))
    return text + "\n", signatures
