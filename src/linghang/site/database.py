"""DATABASE_URL → Django database settings."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from linghang.core.errors import refuse


def database_settings(url: str, sqlite: Path) -> dict[str, Any]:
    """SQLite in the workspace when `url` is empty, PostgreSQL for `postgresql://user:password@host:port/name`."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(sqlite),
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise refuse("只支持 PostgreSQL", "写成 postgresql://用户:密码@主机:5432/库名", field="DATABASE_URL")
    return {
        "ENGINE": "linghang.site.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }
