"""Pages read only through queries; and the lint that says so can tell."""

from pathlib import Path

import pytest

from tests.sweeps.unscoped_reads import ALLOWED, check, findings_in, main, pages

ALMONER = Path(__file__).resolve().parents[2] / "almoner"

PLANTED = {
    "bare manager": "Staff.objects.get(pk=pk)",
    "default manager": "Staff._default_manager.all()",
    "manager by text": "getattr(Staff, 'objects').all()",
    "manager under another name": "m = Staff.objects\nm.all()",
    "shortcut": "from django.shortcuts import get_object_or_404\nget_object_or_404(Staff, pk=pk)",
    "shortcut under another name": "from django.shortcuts import get_object_or_404 as find\nfind(Staff, pk=pk)",
    "shortcut given a name": "from django.shortcuts import get_object_or_404\nfind = get_object_or_404\nfind(Staff)",
    "shortcut through its module": "from django import shortcuts\nshortcuts.get_object_or_404(Staff, pk=pk)",
    "shortcut handed on": "from django.shortcuts import get_object_or_404\npartial(get_object_or_404, Staff)",
    "relation backwards": "organisation.membership_set.all()",
    "by name": "apps.get_model('employment', 'Staff')",
    "plain SQL": "connection.cursor()",
    "wider scope": "from almoner.scope.context import system\nwith system('page'):\n    pass",
    "wider scope through its module": "from almoner.scope import context\nwith context.system('page'):\n    pass",
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_unscoped_read_is_found(what: str) -> None:
    assert findings_in(PLANTED[what], Path("views.py"))


def test_reading_through_a_query_is_not_found() -> None:
    source = (
        "from almoner.people.web.pages import get_or_404\nget_or_404(queries.staff_visible_to(request.user), pk=pk)"
    )
    assert findings_in(source, Path("views.py")) == []


def test_no_page_reads_past_what_its_reader_may_see() -> None:
    assert [str(finding) for finding in check(ALMONER)] == []
    assert len(list(pages(ALMONER))) > 5


def test_the_command_ends_with_an_error_for_a_planted_hole_and_for_an_empty_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    web = tmp_path / "staff" / "web"
    web.mkdir(parents=True)
    (web / "views.py").write_text("def view(request, pk): return Staff.objects.get(pk=pk)")
    assert main([str(tmp_path)]) == 1
    assert "views.py:1" in capsys.readouterr().out


def test_no_exception_outlives_its_reason() -> None:
    found = {
        (finding.path.relative_to(ALMONER).as_posix(), finding.kind)
        for path in pages(ALMONER)
        for finding in findings_in(path.read_text(), path)
    }
    assert set(ALLOWED) == found
