"""The project in Label Studio: made once, found again, its interface kept as ours is."""

import time
from dataclasses import replace
from pathlib import Path

from annotations.errors import NoProjectError, OtherProjectError
from annotations.interface import Interface
from annotations.label_studio.answers import Project, ProjectSettings
from annotations.label_studio.client import LabelStudio
from annotations.pictures import LocalFiles, signed_urls
from annotations.tasks import Address
from annotations.workspace import ProjectLink, Workspace

_TITLE = "绩效目标表"
_DESCRIPTION = "绩效目标表标注（jixiao annotate）。 Performance-target forms."


def init_project(
    label_studio: LabelStudio,
    workspace: Workspace,
    interface: Interface,
    title: str | None,
    pictures: ProjectLink,
) -> ProjectLink:
    """Make the project, or find it again; its interface is made ours.

    Args:
        title: of the project; None: the one that is known, or one of the usual title.
        pictures: how it gets the pictures; URL, project and interface are put in here.
    """
    label_studio.check_interface(interface.xml)
    project = _known(label_studio, workspace)
    if project is None or title not in (None, project.title):
        project = _of_title(label_studio, title or _TITLE)
    if project is None:
        settings = ProjectSettings(title or _TITLE, interface.xml, _DESCRIPTION)
        project = label_studio.create_project(settings)
    elif project.label_config != interface.xml:
        label_studio.update_project(project.id, {"label_config": interface.xml})
    if pictures.local_prefix is not None:
        workspace.pages.mkdir(parents=True, exist_ok=True)
        label_studio.serve_local_files(project.id, str(workspace.pages))
    link = replace(pictures, url=label_studio.url, project=project.id, interface=interface.version)
    workspace.put_link(link)
    return link


def open_project(label_studio: LabelStudio, link: ProjectLink, interface: Interface) -> Project:
    """The project, whose interface is ours.

    Raises:
        NoProjectError: it is gone.
        OtherProjectError: somebody changed its interface, which anybody can.
    """
    project = label_studio.project(link.project)
    if project is None:
        raise NoProjectError(f"{label_studio.url}/projects/{link.project}")
    if project.label_config != interface.xml:
        raise OtherProjectError(f"{label_studio.url}/projects/{link.project}")
    return project


def picture_address(link: ProjectLink, workspace: Workspace) -> Address:
    """How the project is told where a picture is."""
    if link.local_prefix is not None:
        return LocalFiles(link.local_prefix).address
    key = workspace.signing_key()
    return signed_urls(link.signed_base, key, link.signed_days, time.time).address


def local_prefix(pages: Path, document_root: Path) -> str:
    """The folder of the pictures below the document root of the server. Raises ValueError where
    it is not below it."""
    return pages.resolve().relative_to(document_root.resolve()).as_posix()


def _known(label_studio: LabelStudio, workspace: Workspace) -> Project | None:
    link = workspace.known_link()
    if link is None or link.url != label_studio.url:
        return None
    return label_studio.project(link.project)


def _of_title(label_studio: LabelStudio, title: str) -> Project | None:
    """A project of an `init` that was killed before it could remember it."""
    return next((p for p in label_studio.projects() if p.title == title), None)
