"""The register of the erased: keyed hashes of their ids and identifiers, and what replaces them.

It lies beside the raw data in `erasure/`, readable by its owner only. Without the key nobody can
tell whose hash it is; with it, rows that are delivered again are known. The key is the text in
WAREHOUSE_ERASURE_KEY or, without it, the file `erasure/key`, made with the first erasure.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import hmac
import io
import os
import re
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path

from loyalty_warehouse.erasure.identifiers import digits_of, normalised_email
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths, to_disk

KEY = "WAREHOUSE_ERASURE_KEY"
FIELDS = ("namespace", "hash", "person", "pseudonym", "valid_from", "valid_to")
CHECK = "check"
"""The namespace of the row that says whether the key is the register's."""
KEY_BYTES = 32
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Entry:
    """One identifier of one erased person."""

    namespace: str
    """A system (its record ids), card, device, email, phone, `row:<system>.<table>` (keys of the
    person's rows, for what is part of them), `key:<system>.<table>` (keys of rows that were the
    person's by an address or a number only) or `keep:<kind>` (what identifies nobody)."""
    hash: str
    person: str
    """A random token that stands for the person."""
    pseudonym: str = ""
    """What stands for the value from now on; empty where the value stays."""
    valid_from: str = ""
    valid_to: str = ""
    """Of devices: when they were the person's (UTC), empty for always."""


def folder(paths: Paths) -> Path:
    """Where the register lies."""
    return paths.raw.parent / "erasure"


@dataclass
class Register:
    """The entries, found by namespace and value."""

    path: Path
    key: bytes
    entries: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.entries.values()))

    def __iter__(self) -> Iterator[Entry]:
        return (entry for found in self.entries.values() for entry in found)

    def has(self, namespace: str) -> bool:
        """Whether any value of a namespace is known."""
        return any(known == namespace for known, _ in self.entries)

    def hashed(self, namespace: str, value: str) -> str:
        """The keyed hash of a value."""
        return self._digest("is", namespace, canonical(namespace, value)).hex()

    def find(self, namespace: str, value: str) -> list[Entry]:
        """What is known of a value; several entries for devices only."""
        return self.entries.get((namespace, self.hashed(namespace, value)), [])

    def add(
        self,
        namespace: str,
        value: str,
        person: str,
        *,
        is_replaced: bool = True,
        valid_from: str = "",
        valid_to: str = "",
    ) -> bool:
        """Enter a value; False if it was there."""
        hashed = self.hashed(namespace, value)
        found = self.entries.setdefault((namespace, hashed), [])
        pseudonym = self._pseudonym(namespace, value, person) if is_replaced else ""
        entry = Entry(namespace, hashed, person, pseudonym, valid_from, valid_to)
        # Of the devices each turn is an entry; anything else is one person's for good.
        if entry in found or (found and namespace != "device"):
            return False
        found.append(entry)
        return True

    def strangers(self, entry: Entry) -> str:
        """What stands for an address or number on a row that is not the person's.

        It is always the same, and leads neither to the person nor to the person's pseudonyms.
        """
        token = self._digest("stranger", entry.person, entry.namespace, entry.hash)[:8].hex()
        return contact(entry.namespace, token)

    def version(self) -> str:
        """Changes with the entries."""
        lines = sorted("|".join(astuple(entry)) for entry in self)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def save(self) -> None:
        """Write it, in one step; before it the key beside it, if there is none yet."""
        private_folder(self.path.parent)
        key = self.path.parent / "key"
        if not key.exists() and not os.environ.get(KEY, "").strip():
            _write(key, self.key)
        lines = sorted(astuple(entry) for entry in self)
        text = io.StringIO(newline="")
        csv.writer(text).writerows([FIELDS, astuple(self.check()), *lines])
        _write(self.path, text.getvalue().encode())

    def check(self) -> Entry:
        """The row that only this key gives."""
        return Entry(CHECK, self._digest("check", CHECK, CHECK).hex(), "")

    def _digest(self, *parts: str) -> bytes:
        return hmac.digest(self.key, "\x1f".join(parts).encode(), "sha256")

    def _pseudonym(self, namespace: str, value: str, person: str) -> str:
        """A value of the same form that no system gives: negative numbers, erased-…"""
        if namespace in ("email", "phone"):
            return contact(namespace, person)
        digest = self._digest("for", person, namespace, canonical(namespace, value))
        if value.strip().isdigit():
            # A DOUBLE, as which some loaders land ids, holds no more than 53 bits.
            most = 2**31 - 2 if int(value) < 2**31 else 2**53 - 2
            return str(-1 - int.from_bytes(digest[:12]) % most)
        if UUID.fullmatch(value.strip()):
            return str(uuid.UUID(bytes=digest[:16], version=4))
        return f"erased-{digest[:10].hex()}"


def contact(kind: str, person: str) -> str:
    """The address or number that stands for all of a person's: it reaches nobody.

    >>> contact("email", "00ff00ff00ff00ff"), contact("phone", "00ff00ff00ff00ff")
    ('00ff00ff00ff00ff@erased.invalid', '+99914294589695')
    """
    if kind == "email":
        return f"{person}@erased.invalid"
    return f"+999{int(person, 16) % 10**11:011d}"


def canonical(namespace: str, value: str) -> str:
    """A value as it is compared: addresses as in `identifiers`, phones by their digits.

    >>> canonical("email", " Anna.B+x@Googlemail.com"), canonical("phone", "0033 (0)6-12 x3")
    ('annab@gmail.com', '33612')
    """
    kind = namespace.removeprefix("keep:")
    if kind == "phone":
        return digits_of(value.replace("(0)", "")).removeprefix("00")
    return normalised_email(value) if kind == "email" else value.strip()


def new_person() -> str:
    """A token for a person that nothing leads back from."""
    return secrets.token_hex(8)


def exists(paths: Paths) -> bool:
    """Whether anybody was ever erased."""
    return (folder(paths) / "register.csv").exists()


def read_register(paths: Paths) -> Register:
    """The register of a project, an empty one if nobody was erased.

    Raises WarehouseError if somebody was erased and the key is gone or another one.
    """
    file = folder(paths) / "register.csv"
    register = Register(file, _key(folder(paths), is_needed=file.exists()))
    if file.exists():
        with file.open(encoding="utf-8", newline="") as stream:
            entries = [Entry(**row) for row in csv.DictReader(stream)]
        if register.check() not in entries:
            raise WarehouseError(
                f"The key is not that of {file}, so the erased would come back: set {KEY}, or put "
                f"back {file.with_name('key')}, as it was when they were erased."
            )
        for entry in entries:
            if entry.namespace != CHECK:
                register.entries.setdefault((entry.namespace, entry.hash), []).append(entry)
    return register


@contextmanager
def locked(paths: Paths) -> Iterator[None]:
    """Hold what lies in the folder for one process; others wait. Never held during a build."""
    private_folder(folder(paths))
    with os.fdopen(os.open(folder(paths) / ".lock", os.O_CREAT | os.O_RDWR, 0o600)) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def private_folder(place: Path) -> None:
    """Create a folder that its owner alone may read."""
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)


def private(file: Path) -> Path:
    """Create a file that its owner alone may read; returns it."""
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    file.chmod(0o600)
    return file


def _key(place: Path, is_needed: bool) -> bytes:
    """The key that is told or kept; a new one, not kept yet, if none is needed."""
    told = os.environ.get(KEY, "").strip()
    if told:
        return _checked(told.encode(), KEY)
    file = place / "key"
    if file.exists():
        return _checked(file.read_bytes().strip(), str(file))
    if is_needed:
        raise WarehouseError(
            f"Customers were erased, but the key to know them by is gone: set {KEY}, or put "
            f"{file} back from where you keep it."
        )
    return secrets.token_hex(32).encode()


def _checked(key: bytes, where: str) -> bytes:
    if len(key) < KEY_BYTES:
        raise WarehouseError(
            f"The key in {where} is shorter than {KEY_BYTES} bytes: put back the one that "
            "customers were erased with, or set a long random text if nobody was erased yet."
        )
    return key


def _write(file: Path, content: bytes) -> None:
    """Write a private file in one step, so that it is there after a power cut, too."""
    new = file.with_name(f"{file.name}.new")
    with private(new).open("wb") as stream:
        stream.write(content)
    to_disk(new)
    new.replace(file)
    to_disk(file.parent)
