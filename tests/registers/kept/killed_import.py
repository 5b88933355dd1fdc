"""Run by test_kept_killed: imports a corrected file once per step in a child that kills itself there, and reports what
is left."""

import json
import os
import signal
import sys
from pathlib import Path

import django

STEPS = ("read", "_write_rejects", "_end_replaced", "_end_superseded", "_rows", "_commit")
"""Functions of the import, in the order in which they run; the child dies after each of them."""


def main(first: str, second: str, packs: str) -> None:
    django.setup()
    from django.db import connections

    from linghang.organization.models import Institution
    from linghang.packs.load import load_packs
    from linghang.registers import catalogue, content
    from linghang.registers.kept import import_file, importing
    from linghang.registers.kept.store import current_rows

    library = load_packs([Path(packs)])
    content.library = lambda: library
    clinic = library.register("clinic")
    hospital = Institution.objects.create(code="h1", name="示范医院", kind="hospital")

    def dying(step: str):
        real = getattr(importing, step)

        def run(*args, **kwargs):
            real(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)

        return run

    def in_child(path: str, step: str = "") -> int:
        """Import in a child; returns how it ended (the signal that killed it)."""
        connections.close_all()
        if pid := os.fork():
            return os.waitpid(pid, 0)[1]
        if step:
            setattr(importing, step, dying(step))
        import_file(Path(path), clinic, hospital, supersede=catalogue.visible_batches("clinic").first())
        os._exit(0)

    def state() -> list[object]:
        rows = sorted(row.data["place"] for row in current_rows(clinic, [hospital]))
        return [catalogue.current_version(), [each.file_name for each in catalogue.visible_batches("clinic")], rows]

    assert in_child(first) == 0
    outcome: dict[str, object] = {"before": state()}
    for step in STEPS:
        outcome[step] = [in_child(second, step), state()]
    assert in_child(first) == 0
    outcome["after"] = state()
    print(json.dumps(outcome, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
