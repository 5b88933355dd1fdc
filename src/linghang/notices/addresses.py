"""To which e-mail addresses notices may go: they name tasks, meetings and figures of the house."""

from django.conf import settings


def refusal(address: str) -> str:
    """Why nothing may be sent there, in the user's words; empty when it may. `MAIL_DOMAINS` unset: anywhere."""
    domains = settings.MAIL_DOMAINS
    domain = address.rpartition("@")[2].lower()
    if not domains or domain in domains:
        return ""
    return f"通知只发往本单位的邮箱（{'、'.join(domains)}），不能发往 {domain}。需要增加的，请联系系统管理员"
