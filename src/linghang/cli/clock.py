"""The command for those who let their own clock (cron) do what the server does by itself."""

import datetime as dt
from typing import Annotated

import typer

from linghang.cli.output import AsJson, open_site, print_json, print_table

app = typer.Typer()
Day = Annotated[dt.datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="按哪一天，默认今天")]


@app.command()
def remind(today: Day = None, as_json: AsJson = False) -> None:
    """判断指标、提醒到期和待办、发出通知；网站开着时每小时自动做，不开网站时可由 cron 调用。"""
    open_site()
    from linghang.notices.send import deliver
    from linghang.tasks.reminders import remind as tell
    from linghang.tasks.signals import look

    day = today.date() if today else None
    proposed, told = len(look(today=day)), tell(day)
    delivered = deliver()
    counts = {
        "proposed": proposed,
        "told": told,
        "sent": delivered.sent,
        "failed": delivered.failed,
        "waiting": delivered.waiting,
    }
    if as_json:
        print_json(counts)
    else:
        titles = ("新的指标建议", "新的通知", "发出", "发不出", "待发")
        print_table("", ("项目", "数量"), list(zip(titles, counts.values(), strict=True)))
