"""What a posted form of a step says, and what must not be lost when it is refused: its words and its files."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import QueryDict

from linghang.core.keys import parse_key
from linghang.tasks import flow
from linghang.tasks.evidence import Kept
from linghang.tasks.history import State

_SALT = "linghang.tasks.kept"
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class KeptFile:
    """An upload that is already here while its form was not accepted yet; `token` is signed."""

    name: str
    token: str


def said(state: State, kind: str, on: dt.date, post: QueryDict, today: dt.date) -> tuple[str, dict[str, Any]]:
    """Text and data of the event that a form posted today stands for. What cannot be read stays as it was written, so
    that `flow.check` can name it."""
    text, data = "", {}
    late = (flow.ENTRY_REASON,) if on < today else ()
    for field in (*flow.fields(state, kind, flow.judged_on(kind, on, today)), *late):
        if field.code == "text":
            text = post.get("text", "").strip()
        elif (value := _value(field, post)) is not None:
            data[field.code] = value
    return text, data


def _value(field: flow.Field, post: QueryDict) -> Any:
    written = post.get(field.code, "").strip()
    match field.kind:
        case "percent":
            number = parse_key(written)
            return (written or None) if number is None else number
        case "flag":
            return {"yes": True, "no": False}.get(written)
        case "positions":
            return [key for each in post.getlist(field.code) if (key := parse_key(each)) is not None] or None
        case "checklist":
            answers = (each.partition(":") for each in _answers(field, post))
            return {code: answer == "yes" for code, _, answer in answers}
    return written or None


def _answers(field: flow.Field, post: QueryDict) -> list[str]:
    """One entry `code:yes` or `code:no` for each point that was answered."""
    return [
        f"{code}:{post[name]}" for code in field.choices if post.get(name := f"{field.code}-{code}") in ("yes", "no")
    ]


def written(post: QueryDict) -> dict[str, list[str]]:
    """What stands in the boxes of a posted form, to show it again."""
    found = {name: post.getlist(name) for name in post if not name.startswith("_")}
    points = [f"{name.partition('-')[2]}:{post[name]}" for name in post if name.startswith("checklist-")]
    return found | {"checklist": points}


def token(kept: Kept) -> KeptFile:
    """What a form that is shown again carries instead of a file that has already arrived."""
    packed = signing.dumps([kept.name, kept.sha256, kept.bytes, kept.media_type], salt=_SALT)
    return KeptFile(kept.name, packed)


def from_token(text: str) -> Kept | None:
    """The file behind a token; None when the token is not ours or a day old."""
    try:
        name, sha256, size, media_type = signing.loads(text, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return Kept(name, sha256, size, media_type)
