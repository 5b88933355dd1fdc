"""Sending a form of a programme page the way a browser does: with what it says the person has seen."""

import re


def look(client, page, action):
    """What a person who opens `page` now has seen, as the form that leads to `action` carries it."""
    return seen_in(client.get(page).content.decode(), action)


def seen_in(text, action):
    form = re.search(rf'<form [^>]*action="{re.escape(action)}".*?</form>', text, re.DOTALL)[0]
    return re.search(r'name="seen" value="(\w+)"', form)[1]


def send(client, page, action, form, seen=None):
    """The answer to a form of `page`, opened just now unless `seen` was taken before."""
    return client.post(action, form | {"seen": look(client, page, action) if seen is None else seen}, follow=True)
