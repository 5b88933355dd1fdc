"""A workspace: the folder that holds one installation's database, lake, uploads and secrets."""

import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

VARIABLE = "LINGHANG_WORKSPACE"


@dataclass(frozen=True)
class Workspace:
    """Paths inside the workspace. Nothing is created until `prepare`."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Workspace":
        """The workspace named by LINGHANG_WORKSPACE, or ./workspace."""
        return cls(Path(os.environ.get(VARIABLE, "workspace")).resolve())

    @property
    def database(self) -> Path:
        return self.root / "linghang.db"

    @property
    def lake(self) -> Path:
        """Parquet of batches and of the cube. LINGHANG_LAKE may place it elsewhere, e.g. on a shared folder."""
        return Path(os.environ.get("LINGHANG_LAKE") or self.root / "lake")

    @property
    def uploads(self) -> Path:
        """Files waiting to be loaded by a background job; removed when the job ends."""
        return self.root / "uploads"

    @property
    def rejects(self) -> Path:
        return self.root / "rejects"

    @property
    def evidence(self) -> Path:
        """Files that prove what was reported, kept for good under the SHA-256 of their contents."""
        return self.root / "evidence"

    @property
    def packs(self) -> Path:
        """The hospital's own packs, read after the shipped ones."""
        return self.root / "packs"

    @property
    def parsed_packs(self) -> Path:
        """What the files of the packs parsed to last time; may be removed at any time."""
        return self.root / "parsed-packs.json"

    @property
    def secrets_file(self) -> Path:
        return self.root / "secrets.json"

    def prepare(self) -> None:
        """Create the folders and, once, the secrets. Idempotent. Only the owner may look into any of them: there are
        patients' records, sessions and lists of rejected rows inside."""
        for folder in (self.root, self.lake, self.uploads, self.rejects, self.evidence, self.packs):
            if not folder.exists():
                folder.mkdir(parents=True, mode=0o700)
        if not self.secrets_file.exists():
            content = json.dumps({"signing": secrets.token_urlsafe(48), "pseudonym": secrets.token_hex(32)})
            descriptor = os.open(self.secrets_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
                handle.write(content)

    @cached_property
    def _secrets(self) -> dict[str, str]:
        self.prepare()
        found: dict[str, str] = json.loads(self.secrets_file.read_text(encoding="utf-8"))
        return found

    @property
    def signing_key(self) -> str:
        """Signs sessions and forms."""
        return self._secrets["signing"]

    @property
    def pseudonym_key(self) -> bytes:
        """Keys the hash that replaces personal identifiers on import. Losing it breaks links between stays."""
        return bytes.fromhex(self._secrets["pseudonym"])
