"""The screens that pages are looked at on."""

PHONE, OFFICE, WALL = 360, 1366, 1920
"""Widths in pixels."""


def open_on_each(page, address):
    """Open an address on the telephone's width, then give the page the other two; on none is it wider than the screen.

    Loaded narrow, because what is too wide is so on the telephone first, and what is laid out once is laid out there.
    """
    page.set_viewport_size({"width": PHONE, "height": 768})
    response = page.goto(address)
    assert response.ok, address
    for width in (PHONE, OFFICE, WALL):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
