"""Files that prove what was reported: judged by their contents, kept once under their SHA-256, never changed."""

import hashlib
import io
import os
import re
import secrets
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.apps import apps
from django.core.files.base import File

from linghang.core.errors import refuse
from linghang.core.workspace import Workspace
from linghang.tasks.imagesize import image_size
from linghang.tasks.models import KeptFile

LARGEST_BYTES = 20 * 2**20
LARGEST_PIXELS = 100_000_000
"""A picture of this many dots fills 400 MB when it is opened; a phone's largest photo is smaller."""
UNFOLDED_BYTES = 400 * 2**20
"""What an Office file may unfold to."""
TYPES = {
    "image/jpeg": ("JPG 图片", ".jpg"),
    "image/png": ("PNG 图片", ".png"),
    "image/webp": ("WebP 图片", ".webp"),
    "application/pdf": ("PDF", ".pdf"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("Word（docx）", ".docx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("Excel（xlsx）", ".xlsx"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("PowerPoint（pptx）", ".pptx"),
    "text/plain": ("文本（txt）", ".txt"),
}
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_REMEDY = "可以上传：" + "、".join(title for title, _ in TYPES.values())
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ORPHAN_SECONDS = 2 * 24 * 3600


@dataclass(frozen=True)
class Kept:
    """A file that lies in the workspace: its name as the user knows it, and what it is."""

    name: str
    sha256: str
    bytes: int
    media_type: str


def keep(upload: File | BinaryIO, name: str = "") -> Kept:
    """Take a file in. Raises InputError when it is empty, too large, or of no type that can be checked.

    The same contents are kept once, whatever the name.
    """
    name = _clean_name(name or str(getattr(upload, "name", "") or ""))
    content = upload.read(LARGEST_BYTES + 1)
    media_type = check(content, name)
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(digest), content)
    return Kept(name, digest, len(content), media_type)


def open_file(evidence: KeptFile) -> BinaryIO:
    """The file for reading. Raises InputError when it is gone from the workspace or no longer what it was."""
    path = path_of(evidence.sha256)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refuse("文件不在了", "请联系系统管理员从备份恢复", field="佐证材料", value=evidence.name) from error
    if hashlib.sha256(content).hexdigest() != evidence.sha256:
        raise refuse("文件内容与上传时不一致", "请联系系统管理员从备份恢复", field="佐证材料", value=evidence.name)
    return io.BytesIO(content)


def path_of(sha256: str) -> Path:
    """Where contents lie. ValueError for anything that is no SHA-256."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a SHA-256")
    return Workspace.from_environment().evidence / sha256[:2] / sha256


def sweep() -> int:
    """Remove files that no line of any table refers to: uploads of forms that were never finished. Returns how many."""
    folder = Workspace.from_environment().evidence
    old = [path for path in folder.glob("*/*") if time.time() - path.stat().st_mtime > _ORPHAN_SECONDS]
    names = [path.name for path in old]
    tables = [model for model in apps.get_models() if issubclass(model, KeptFile)]
    kept = {
        sha
        for table in tables
        for sha in table._default_manager.filter(sha256__in=names).values_list("sha256", flat=True)
    }
    stale = [path for path in old if path.name not in kept]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def check(content: bytes, name: str) -> str:
    """The media type by what the file holds; its name is only cited. Raises InputError."""
    if not content:
        raise refuse("文件是空的", "请检查文件后重新上传", field="佐证材料", value=name)
    if len(content) > LARGEST_BYTES:
        raise refuse(f"文件超过 {LARGEST_BYTES // 2**20} MB", "请压缩或拆分后上传", field="佐证材料", value=name)
    media_type = _type_of(content)
    if media_type is None:
        raise refuse("不是可以作为佐证的文件类型", _REMEDY, field="佐证材料", value=name)
    if media_type.startswith("image/"):
        _check_image(content, media_type, name)
    return media_type


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return "text/plain" if _is_text(content) else None


def _office_type(content: bytes) -> str | None:
    """Which Office file a zip is; none for other archives, for macros, and for what unfolds beyond measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if sum(entry.file_size for entry in entries) > UNFOLDED_BYTES:
        return None
    return next((media_type for part, media_type in _OFFICE.items() if part in names), None)


def _is_text(content: bytes) -> bool:
    """Plain text in UTF-8 or in the national encoding, without control characters."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROL.search(text)
    return False


def _check_image(content: bytes, media_type: str, name: str) -> None:
    size = image_size(content, media_type)
    if size is None:
        raise refuse("图片已损坏，读不出尺寸", "请重新拍照或导出", field="佐证材料", value=name)
    width, height = size
    if width * height > LARGEST_PIXELS:
        remedy = f"请缩小到 {LARGEST_PIXELS // 10_000} 万像素以内"
        raise refuse(f"图片有 {width}×{height} 像素，太大", remedy, field="佐证材料", value=name)


def _clean_name(name: str) -> str:
    """The last part of a path without control characters, cut to what the table holds with its ending kept."""
    bare = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    stem, dot, ending = bare.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 190 - len(ending)]}.{ending}"
    return bare[:190] or "未命名"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a name is only given to contents that are on the disk."""
    if path.exists():
        os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
