"""What our own code may not do; and the lint and the scanner that say so can tell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from almoner.config.checks.__main__ import BANDIT
from tests.sweeps.house_rules import ALLOWED, RULES, findings_in, main, sources

ALMONER = Path(__file__).resolve().parents[2] / "almoner"

PLANTED = {
    "markup": [
        "from django.utils.safestring import mark_safe\nmark_safe(name)",
        "from django.utils import safestring\nsafestring.mark_safe(name)",
        "Markup(f'<b>{name}</b>')",
        "format_html('<b>' + name + '</b>')",
    ],
    "sql": [
        "cursor.execute(f'select * from t where name = {name}')",
        "cursor.execute('select * from t where name = %s' % name)",
        "cursor.execute('select * from t where name = {}'.format(name))",
        "cursor.execute('select * from t where name = ' + name)",
        "wanted = f'select {name}'\ncursor.execute(wanted)",
        "Staff.objects.raw(f'select {name}')",
        "RawSQL('lower(%s)' % name, [])",
    ],
    "shell": [
        "import subprocess\nsubprocess.run(command, shell=True)",
        "import os\nos.system(command)",
        "subprocess.Popen(command, shell=chosen)",
    ],
    "outbound": [
        "import requests",
        "from urllib.request import urlopen",
        "from urllib import request",
        "import http.client",
        "import httpx as reader",
    ],
    "patience": [
        "requests.get(address)",
        "urllib.request.urlopen(address)",
        "socket.create_connection((host, 80))",
        "httpx.post(address, timeout=None)",
    ],
    "trust": ["requests.get(address, verify=False, timeout=3)", "context = ssl._create_unverified_context()"],
    "stream": ["from django.http import StreamingHttpResponse", "http.StreamingHttpResponse(rows)"],
    "code": ["import pickle", "eval(text)", "yaml.load(text)"],
    "unpacking": ["archive.extractall(folder)", "shutil.unpack_archive(path)"],
    "xml": ["from xml.etree import ElementTree", "import lxml.etree", "from xml.dom.minidom import parse"],
    "forgery": ["@csrf_exempt\ndef view(request): ...", "path('x/', csrf.csrf_exempt(view))"],
    "redirect": ["redirect(request.GET['next'])", "HttpResponseRedirect(self.request.POST.get('to'))"],
    "log": ["log.info(f'{person} signed in')", "log.info('signed in', person=person)", "log.info('%s', person)"],
    "randomness": ["random.choice(letters)"],
    "temporary": ["tempfile.mktemp()"],
}
TEMPLATES = ["{{ name|safe }}", "{{ name | safe }}", "{% autoescape false %}", "{{ 'x'|safe }}{{ name|safe }}"]
HARMLESS = [
    "cursor.execute('select * from t where name = %s', [name])",
    "cursor.execute(f'{COLUMNS} where id = %s', [key])",
    "cursor.execute(sql.SQL('select {}').format(sql.Identifier(name)))",
    "Markup('<b>{}</b>').format(name)",
    "subprocess.run(['ls', folder], shell=False)",
    "requests.get(address, timeout=3)",
    "from xml.etree.ElementTree import ParseError",
    "log.info('signed in', notice=str(notice_id))",
    "redirect('staff:list', request.user.pk)",
    "FileResponse(file)",
]


def test_every_rule_has_its_planted_holes() -> None:
    assert set(PLANTED) == set(RULES)


@pytest.mark.parametrize(("rule", "hole"), [(rule, hole) for rule, holes in PLANTED.items() for hole in holes])
def test_a_planted_hole_is_found_by_its_rule(rule: str, hole: str) -> None:
    assert rule in {finding.rule for finding in findings_in(hole, Path("views.py"))}


@pytest.mark.parametrize("hole", TEMPLATES)
def test_a_template_that_trusts_a_value_is_found(hole: str) -> None:
    assert [finding.rule for finding in findings_in(hole, Path("page.html"))] == ["markup"]


@pytest.mark.parametrize("code", HARMLESS)
def test_what_is_done_as_it_should_be_is_not_found(code: str) -> None:
    assert findings_in(code, Path("views.py")) == []


def test_a_template_may_write_a_constant_of_its_own() -> None:
    assert findings_in("""<a{{ ' aria-current="page"'|safe if here }}>{{ name }}</a>""", Path("page.html")) == []


def test_our_own_code_keeps_the_rules_and_no_exception_outlives_its_reason() -> None:
    found = [finding for path in sources(ALMONER) for finding in findings_in(path.read_text(), path)]
    kept = {(finding.path.relative_to(ALMONER).as_posix(), finding.rule): str(finding) for finding in found}
    assert [said for place, said in kept.items() if place not in ALLOWED] == []
    assert set(ALLOWED) == set(kept)
    assert all(ALLOWED.values())


def test_the_command_ends_with_an_error_for_a_planted_hole_and_for_an_empty_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    (tmp_path / "views.py").write_text("import os\nos.system(name)")
    assert main([str(tmp_path)]) == 1
    assert "views.py:2" in capsys.readouterr().out


def test_bandit_as_it_is_called_finds_a_planted_hole(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text("import subprocess\nsubprocess.run(name, shell=True)\n")
    done = subprocess.run([*BANDIT, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "B602" in done.stdout
