"""Commands about institutions, departments, Party organisations, people and accounts."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from linghang.cli.output import AsJson, InstitutionCode, messages, open_site, print_json, print_table

OfDay = Annotated[dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="某日，如 2022-12-31")]
TITLES = {
    "institutions": "机构",
    "departments": "科室",
    "party_organizations": "党组织",
    "people": "人员",
    "posts": "职务",
    "accounts": "账号",
}

app = typer.Typer(help="机构与科室", no_args_is_help=True)
account_app = typer.Typer(help="账号", no_args_is_help=True)


@app.command("load")
def organization_load(file: Path, as_json: AsJson = False) -> None:
    """从 Excel 载入机构、科室、党组织、人员、职务和账号；有一处错误就整份不载入。"""
    open_site()
    from linghang.organization.importing import load_organization

    summary = load_organization(file)
    if as_json:
        print_json(vars(summary))
    else:
        print_table("", ("载入", "行数"), [(TITLES[name], str(count)) for name, count in vars(summary).items()])


@app.command("export")
def organization_export(out: Path, as_of: OfDay = None, as_json: AsJson = False) -> None:
    """把组织机构写成 Excel，改好后可再载入；--as-of 只写某日有效的。"""
    open_site()
    from linghang.organization.exporting import export_organization

    counts = export_organization(out, as_of.date() if as_of else None)
    if as_json:
        print_json(dict(counts))
    else:
        messages.print(f"已写出 {out}", markup=False)


@app.command("check")
def organization_check(as_of: OfDay = None, as_json: AsJson = False) -> None:
    """核查组织机构：书记院长分设、委员职数、双任双免、支部与科室等；是提示，不算出错。"""
    open_site()
    from django.utils import timezone

    from linghang.organization.checking import findings
    from linghang.organization.models import Institution

    found = findings(list(Institution.objects.all()), as_of.date() if as_of else timezone.localdate())
    if as_json:
        print_json([vars(finding) for finding in found])
        return
    weights = {"warn": "应处理", "info": "提示"}
    rows = [(each.rule, weights[each.weight], each.institution, each.subject, each.reason) for each in found]
    print_table("", ("规则", "程度", "机构", "对象", "情况"), rows)


@app.command("template")
def organization_template(out: Path) -> None:
    """写出组织机构的 Excel 模板。"""
    open_site()
    from linghang.organization.workbook import write_template

    write_template(out)
    messages.print(f"已写出 {out}", markup=False)


@app.command("list")
def organization_list(as_json: AsJson = False) -> None:
    """列出机构。"""
    open_site()
    from linghang.organization.models import Institution

    rows = [
        {
            "code": i.code,
            "name": i.name,
            "kind": i.kind,
            "level": i.level,
            "category": i.category,
            "parent": i.parent.code if i.parent else "",
        }
        for i in Institution.objects.select_related("parent")
    ]
    if as_json:
        print_json(rows)
    else:
        kinds = dict(Institution.Kind.choices)
        shown = [tuple((row | {"kind": kinds[row["kind"]]}).values()) for row in rows]
        print_table("", ("代码", "名称", "类别", "等级", "专业类别", "上级"), shown)


@account_app.command("create")
def account_create(
    username: str,
    role: Annotated[
        str,
        typer.Option(
            help="角色：administrator、office、quality、department_head、leader、commission、secretary、discipline、viewer"
        ),
    ],
    institution: InstitutionCode,
    name: Annotated[str, typer.Option(help="姓名")] = "",
    department: Annotated[str, typer.Option(help="科室代码（科主任须写）")] = "",
    branch: Annotated[str, typer.Option(help="党组织代码（党支部书记须写）")] = "",
) -> None:
    """建立账号，显示一次随机的初始口令；首次登录必须修改。"""
    open_site()
    from linghang.site.accounts import create_account

    account = create_account(username, name or username, role, institution, department, branch_code=branch)
    print_table(
        "",
        ("用户名", "初始口令", "角色", "机构"),
        [(account.username, account.password, account.role, account.institution)],
    )
