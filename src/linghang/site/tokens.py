"""Access tokens: keys with which a person's programs use the API instead of a session.

A token is 256 random bits; only its SHA-256 is kept, so a stolen database opens nothing. It does what its owner may do,
read-only unless the owner said otherwise, until it expires, is revoked, the password is replaced, or the account goes
out of use.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.organization.access import User
from linghang.site.models import AccessToken

PREFIX = "lh_"
LONGEST = 366
MOST = 20
_USED_WITHIN = dt.timedelta(minutes=10)
Handler = Callable[[HttpRequest], HttpResponse]


def issue(user: User, title: str, days: int, *, read_only: bool = True) -> tuple[AccessToken, str]:
    """A new token and its text, which stands nowhere else. Raises InputError for an unfit title or span."""
    if not title.strip():
        raise refuse("没有写用途", "请写明给哪个程序用", field="用途")
    if not 1 <= days <= LONGEST:
        raise refuse("有效天数不合适", f"请填 1 到 {LONGEST}", field="有效天数", value=str(days))
    if AccessToken.objects.filter(user=user.pk, revoked_at=None).count() >= MOST:
        raise refuse(f"令牌已有 {MOST} 个", "请先停用不用的", field="访问令牌")
    text = PREFIX + secrets.token_urlsafe(32)
    expires = timezone.now() + dt.timedelta(days=days)
    made = AccessToken.objects.create(
        user_id=user.pk, title=title.strip()[:60], hashed=_hash(text), read_only=read_only, expires_at=expires
    )
    return made, text


def revoke(token: AccessToken) -> None:
    """It opens nothing from now on."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])


def revoke_all(user: User) -> None:
    """All of a person's, with a new password: whoever had the old one may have made some."""
    for token in AccessToken.objects.filter(user=user.pk, revoked_at=None):
        revoke(token)  # one by one: the audit log tells of each


def find(text: str) -> AccessToken | None:
    """The token of that text, if it is in force and its owner's account is."""
    now = timezone.now()
    found = AccessToken.objects.filter(hashed=_hash(text), revoked_at=None, expires_at__gt=now, user__is_active=True)
    token = found.select_related("user").first()
    if token is not None and (token.used_at is None or now - token.used_at > _USED_WITHIN):
        AccessToken.objects.filter(pk=token.pk).update(used_at=now)
    return token


def by_token(get_response: Handler) -> Handler:
    """Let requests to the API that bear a token act for its owner; the session of the browser does not count then."""

    def handle(request: HttpRequest) -> HttpResponse:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if request.path.startswith("/api/") and scheme.lower() == "bearer":
            from django.contrib.auth.models import AnonymousUser

            token = find(text.strip())
            request.access_token = token
            request.user = token.user if token else AnonymousUser()
        return get_response(request)

    return handle


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
