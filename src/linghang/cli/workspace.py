"""Commands about the workspace itself: init, serve, doctor, demo, bench."""

from typing import Annotated

import typer

from linghang.cli.output import AsJson, messages, open_site, print_json, print_table
from linghang.core.errors import refuse
from linghang.core.workspace import Workspace

app = typer.Typer()


@app.command()
def init() -> None:
    """建立一个空的工作区（数据库、数据区、密钥），已有的不动。"""
    workspace = Workspace.from_environment()
    workspace.prepare()
    open_site()
    from linghang.site.preparation import migrate

    migrate()
    messages.print(f"工作区已就绪：{workspace.root}", markup=False)
    messages.print(
        "下一步：linghang organization load 机构表.xlsx；linghang account create；linghang serve", markup=False
    )


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
) -> None:
    """启动网站和后台任务。"""
    open_site()
    from linghang.site.serving import serve as run

    run(host, port)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """检查这台机器和工作区缺什么，并清理中断的入库留下的临时文件。"""
    open_site()
    from linghang.site.preparation import diagnose

    findings = diagnose()
    if as_json:
        print_json([{"item": item.item, "ok": item.ok, "detail": item.detail} for item in findings])
    else:
        print_table(
            "检查结果", ("项目", "状态", "说明"), [(f.item, "正常" if f.ok else "需处理", f.detail) for f in findings]
        )
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="建好后不启动网站")] = False,
    port: Annotated[int, typer.Option(help="端口")] = 8000,
) -> None:
    """建立演示区域（五家虚构机构），计算全部指标，然后启动网站。已建好的部分不会重做。"""
    workspace = Workspace.from_environment()
    workspace.prepare()
    open_site()
    from linghang.cli.demonstration import build

    accounts = build(workspace, messages)
    print_table(
        "演示账号（口令每次随机生成，不在任何地方保存）",
        ("用户名", "初始口令", "角色", "机构"),
        [(a.username, a.password, a.role, a.institution) for a in accounts],
    )
    if not no_serve:
        from linghang.site.serving import serve as run

        run("127.0.0.1", port)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="load、compute、national、pages、casemix、casemix_dip；不写则全部")] = "",
    rows: Annotated[int, typer.Option(help="行数，0 为默认")] = 0,
    as_json: AsJson = False,
) -> None:
    """在同一次运行里与可比对象并排测速，给出倍数。"""
    from linghang.bench import BENCHES, run

    if name and name not in BENCHES:
        raise refuse("没有这个测试", f"可写：{'、'.join(BENCHES)}", value=name)
    results = run([name] if name else list(BENCHES), rows)
    if as_json:
        print_json(results)
    else:
        for title, figures in results.items():
            print_table(title, ("项目", "结果"), list(figures.items()))
