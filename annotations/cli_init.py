"""`jixiao annotate init`: the project in Label Studio, and the service made known to it."""

from pathlib import Path

import click

from annotations.cli_options import (
    Access,
    open_label_studio,
    product_interface,
    with_access,
    with_home,
)
from annotations.label_studio.project import init_project, local_prefix
from annotations.label_studio.service_hooks import pictures_base, tie_service
from annotations.service_link import ServiceLink
from annotations.workspace import ProjectLink, Workspace

_SIGNED_DAYS = 90
_OF_SERVICE = "service"


@click.command()
@with_home
@with_access
@click.option("--title", help="项目名称，默认 绩效目标表。 Its title.")
@click.option(
    "--document-root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="同机 Label Studio 的文件根目录。 Document root of a Label Studio on this host.",
)
@click.option(
    "--signed-base",
    help="图片改用此前缀下的签名网址；service 表示由 --service-url 的服务提供。 "
    "Signed picture URLs below this prefix; `service`: those of the service of --service-url.",
)
@click.option(
    "--signed-days",
    type=click.IntRange(1, 3650),
    default=_SIGNED_DAYS,
    show_default=True,
    help="签名有效天数。 Days that signed URLs are valid.",
)
@click.option(
    "--service-url",
    help="jixiao serve 的网址（须能从 Label Studio 访问）：登记通知与重读。 "
    "Where `jixiao serve` answers Label Studio: it is nudged, and reads cells again.",
)
def init(
    workspace: Workspace,
    access: Access,
    title: str | None,
    service_url: str | None,
    **pictures: object,
) -> None:
    """建立标注项目；再次运行则恢复界面和与服务的联系。

    Make the project with our interface; run again, it restores the interface and, with
    --service-url, the ties to the service, under a new secret.
    """
    interface = product_interface()
    with open_label_studio(workspace, access) as label_studio:
        link = _pictures(workspace, pictures, service_url)
        made = init_project(label_studio, workspace, interface, title, link)
        if service_url is not None:
            token = ServiceLink(workspace).new_token()
            tie_service(label_studio, made.project, service_url, token)
    click.echo(f"项目 project {made.project}: {made.url}/projects/{made.project}")
    if service_url is not None:
        click.echo(f"已与服务相连。 Tied to the service: {service_url}")


def _pictures(
    workspace: Workspace, given: dict[str, object], service_url: str | None
) -> ProjectLink:
    base, days, root = given["signed_base"], given["signed_days"], given["document_root"]
    if base == _OF_SERVICE:
        if service_url is None:
            raise click.UsageError(
                "--signed-base service 需要 --service-url。 It needs --service-url."
            )
        base = pictures_base(service_url)
    if base is not None:
        return ProjectLink("", 0, "", None, str(base), int(str(days)))
    if root is None:
        return ProjectLink("", 0, "", local_prefix(workspace.pages, workspace.folder))
    try:
        return ProjectLink("", 0, "", local_prefix(workspace.pages, Path(str(root))))
    except ValueError as error:
        raise click.UsageError(
            f"{workspace.pages} 不在 --document-root 之下。 It is not below --document-root."
        ) from error
