"""The files of the page, by their edition."""

import re

import pytest

from serve.edge import static_files
from serve.edge.static_files import edition, shell, static_file, without_edition
from serve.errors import NotFoundError


def test_the_shell_names_every_file_by_its_edition_and_all_of_them_are_there():
    names = re.findall(r'(?:href|src)="/static/([^"]+)"', shell().data.decode())
    assert len(names) > 20
    for name in names:
        path, is_current = without_edition(name)
        assert is_current
        assert static_file(path).data


def test_every_module_is_asked_for_at_once():
    preloaded = re.findall(r'modulepreload" href="/static/[^/]+/([^"]+)"', shell().data.decode())
    modules = [
        f.relative_to(static_files.FOLDER).as_posix() for f in static_files.FOLDER.rglob("*.js")
    ]
    assert sorted(preloaded) == sorted(modules)


def test_the_edition_changes_with_a_file(tmp_path, monkeypatch):
    (tmp_path / "app.js").write_text("1")
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    before = edition()
    assert edition() == before
    (tmp_path / "style.css").write_text("2")
    static_files._edition.cache_clear()  # a second later
    assert edition() != before
    assert without_edition(f"{before}/app.js") == ("app.js", False)


def test_what_looks_like_an_edition_hides_no_other_path():
    assert without_edition("review/review.js") == ("review/review.js", False)
    with pytest.raises(NotFoundError):
        static_file(without_edition(f"{edition()}/../app.py")[0])
    with pytest.raises(NotFoundError):
        static_file(without_edition(f"{edition()}/")[0])
