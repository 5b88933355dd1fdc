"""Run by test_load_killed: loads a file once per step in a child that kills itself there, and reports what is left."""

import json
import os
import signal
import sys
from pathlib import Path

import django

STEPS = ("staging", "reading", "spooled", "judged", "staged", "published", "version", "batch", "committed")


def main(first: str, second: str, packs: str) -> None:
    django.setup()
    from django.db import connections

    from linghang.organization.models import Institution
    from linghang.packs.load import load_packs
    from linghang.registers import catalogue, content, loading

    content.library = lambda: library
    library = load_packs([Path(packs)])
    Institution.objects.create(code="h1", name="示范医院", kind="hospital")

    def child(step: str) -> int:
        """Load the second file and die at `step`; returns the signal the child died of."""
        connections.close_all()
        if pid := os.fork():
            return os.WTERMSIG(os.waitpid(pid, 0)[1])

        def die(reached: str) -> None:
            if reached == step:
                os.kill(os.getpid(), signal.SIGKILL)

        supersede = catalogue.visible_batches("visit").first()
        loading.load(Path(second), "visit", "h1", supersede=supersede, at_step=die, progress=lambda *_: die("reading"))
        os._exit(0)

    def in_child(path: str) -> None:
        connections.close_all()
        if pid := os.fork():
            assert os.waitpid(pid, 0)[1] == 0
            return
        loading.load(Path(path), "visit", "h1", supersede=catalogue.visible_batches("visit").first())
        os._exit(0)

    def state() -> list[object]:
        return [catalogue.current_version(), [(each.pk, each.file_name) for each in catalogue.visible_batches("visit")]]

    in_child(first)
    outcome: dict[str, object] = {"before": state()}
    for step in STEPS:
        outcome[step] = [child(step), state()]
    outcome["removed"] = loading.remove_leftovers(older_than=0)
    lake = Path(os.environ["LINGHANG_WORKSPACE"]) / "lake"
    outcome["files"] = sorted(path.relative_to(lake).as_posix() for path in lake.rglob("*") if path.is_file())
    outcome["named"] = sorted(loading.Batch.objects.values_list("data_path", flat=True))
    in_child(first)
    outcome["after"] = state()
    print(json.dumps(outcome, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
