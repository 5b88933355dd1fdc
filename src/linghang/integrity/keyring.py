"""The keys that discipline records are sealed with, and the sealing itself. Pure.

Keys live in a file of their own, beside the workspace and not in it: a copy of the workspace alone cannot be read. The
file holds every key that was ever used, newest first: rows are sealed with the first and opened with the one they
name, so that changing keys loses nothing and an old backup stays readable. docs/decisions/0008 says what this protects
against.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import digest
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from linghang.core.errors import InputError, refuse
from linghang.core.workspace import Workspace

VARIABLE = "LINGHANG_DISCIPLINE_KEY"
_FORMAT, _ID, _NONCE, _SECRET, _BLOCK = b"\x01", 8, 12, 32, 256


@dataclass(frozen=True, repr=False)
class Key:
    """One key. `name` (eight bytes) stands in front of everything sealed with it; it says nothing about the secret."""

    name: bytes
    secret: bytes
    made: str

    @classmethod
    def fresh(cls) -> "Key":
        made = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(secrets.token_bytes(_ID), secrets.token_bytes(_SECRET), made)

    def part(self, purpose: str) -> bytes:
        """A key for one purpose: what seals is not what locates."""
        return HKDFExpand(SHA256(), _SECRET, purpose.encode()).derive(self.secret)


@dataclass(frozen=True, repr=False)
class Keyring:
    """Keys, newest first."""

    keys: tuple[Key, ...]

    def seal(self, plain: bytes, about: str) -> bytes:
        """The text sealed with the newest key, bound to what it is `about`: elsewhere it does not open.

        It is padded with blanks to whole blocks (JSON takes them), so that its length tells little.
        """
        key, nonce = self.keys[0], secrets.token_bytes(_NONCE)
        padded = plain + b" " * (-len(plain) % _BLOCK)
        return _FORMAT + key.name + nonce + AESGCM(key.part("seal")).encrypt(nonce, padded, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed, with its padding. InputError when the key is not here or the record is not what it was."""
        name, nonce = sealed[1 : 1 + _ID], sealed[1 + _ID : 1 + _ID + _NONCE]
        key = next((each for each in self.keys if each.name == name), None)
        if sealed[:1] != _FORMAT or key is None:
            raise refuse(
                f"密钥文件里没有打开这条记录的密钥（编号 {name.hex()}），记录还在，没有损失",
                f"请把当时的密钥文件放回原处，或用环境变量 {VARIABLE} 指明它在哪里",
            )
        try:
            return AESGCM(key.part("seal")).decrypt(nonce, sealed[1 + _ID + _NONCE :], about.encode())
        except InvalidTag:
            raise refuse(
                "这条记录被改动过，或不是原来位置上的记录，打不开", "请用备份核对数据库，并查明是谁改的"
            ) from None

    def locators(self, text: str) -> list[str]:
        """What finds a row by its key without telling it, under each key of the ring, newest first."""
        return [digest(key.part("locate"), text.encode(), "sha256").hex() for key in self.keys]

    def renewed(self) -> "Keyring":
        """The ring with a new key in front."""
        return Keyring((Key.fresh(), *self.keys))


def place(workspace: Workspace | None = None) -> Path:
    """Where the key file is: LINGHANG_DISCIPLINE_KEY, or beside the workspace folder."""
    if named := os.environ.get(VARIABLE):
        return Path(named).resolve()
    root = (workspace or Workspace.from_environment()).root
    return root.with_name(f"{root.name}.discipline.key")


def read(path: Path) -> Keyring:
    """The keys of a file. InputError, naming the file, when it is missing, open to others or not a key file."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise refuse("纪检密钥文件别的用户也能读", f"请执行 chmod 600 {path.name}", file=str(path))
        listed = json.loads(path.read_text(encoding="utf-8"))["keys"]
        keys = tuple(Key(bytes.fromhex(each["name"]), b64decode(each["secret"]), str(each["made"])) for each in listed)
    except FileNotFoundError:
        raise refuse(
            "找不到纪检密钥文件，纪检记录打不开；记录还在，没有损失",
            f"请把备份的密钥文件放回原处，或用环境变量 {VARIABLE} 指明它在哪里",
            file=str(path),
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(path) from None
    if not keys or any(len(key.name) != _ID or len(key.secret) != _SECRET for key in keys):
        raise _unreadable(path)
    return Keyring(keys)


def _unreadable(path: Path) -> InputError:
    return refuse("纪检密钥文件读不出来，或不是密钥文件；记录还在，没有损失", "请换回备份的密钥文件", file=str(path))


def create(path: Path) -> Keyring:
    """A new file with one key, for its owner alone. FileExistsError when somebody was faster."""
    ring = Keyring((Key.fresh(),))
    _write(path, ring, os.O_EXCL)
    return ring


def replace(path: Path, ring: Keyring) -> None:
    """Put `ring` into the file: whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    _write(part, ring, os.O_EXCL)
    os.replace(part, path)


def _write(path: Path, ring: Keyring, flags: int) -> None:
    keys = [{"name": key.name.hex(), "secret": b64encode(key.secret).decode(), "made": key.made} for key in ring.keys]
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump({"keys": keys}, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
