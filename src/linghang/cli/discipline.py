"""Commands about the discipline desk: changing the key that its records are sealed with."""

import typer

from linghang.cli import output

app = typer.Typer(help="纪检记录：更换密钥", no_args_is_help=True)


@app.callback()
def discipline() -> None:
    """纪检记录加密存放；这里只有密钥，没有内容。"""


@app.command("rotate-key")
def discipline_rotate_key() -> None:
    """换一把新密钥，把全部纪检记录重新加密。旧密钥留在密钥文件里，用来打开旧备份。"""
    output.open_site()
    from linghang.integrity import keyring, vault

    count = vault.rotate()
    typer.echo(f"已更换密钥，重新加密了 {count} 条记录。请另外备份密钥文件：{keyring.place()}")
