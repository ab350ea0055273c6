from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from almoner.config.environment import ROOT
from almoner.config.running import variables_in_markdown
from almoner.config.variables import problems, variables

SAFE = {
    "ALMONER_MODE": "production",
    "ALMONER_URL": "https://almoner.anyborough.gov.uk",
    "ALMONER_HOSTS": "almoner.anyborough.gov.uk",
    "ALMONER_SECRET_KEY": "q8Jm2vXcR5tY7uKpL0aZ3wEhN6bGfD9sT1iOkPzVxMnBjHyU4eQ",
    "ALMONER_SCOPE_KEY": "Zr5TgB8nHyM2jUkI9oLp3Qa7WsXeDcRfVtGbYhN1uJmK6iP0lOz",
    "DATABASE_URL": "postgresql://almoner_app:x@db.anyborough.gov.uk/almoner?sslmode=verify-full",
    "ALMONER_RECORD_ORIGIN": "almoner.anyborough.gov.uk/record",
    "ALMONER_MAIL": "smtp",
    "ALMONER_MAIL_FROM": "almoner@anyborough.gov.uk",
}


def named(**changes: str) -> list[str]:
    return [problem.variable for problem in problems(SAFE | changes)]


def test_a_sound_installation_has_no_problems() -> None:
    assert problems(SAFE) == []


@pytest.mark.parametrize("name", [name for name in SAFE if name != "ALMONER_MAIL_FROM"])
def test_each_thing_needed_is_missed_when_it_is_not_there(name: str) -> None:
    assert name in [
        problem.variable for problem in problems({key: value for key, value in SAFE.items() if key != name})
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALMONER_MODE", "development"),
        ("ALMONER_URL", "http://almoner.anyborough.gov.uk"),
        ("ALMONER_URL", "https://elsewhere.example"),
        ("ALMONER_HOSTS", "*"),
        ("ALMONER_HOSTS", "almoner.anyborough.gov.uk,*.anyborough.gov.uk"),
        ("ALMONER_HOSTS", ".uk"),
        ("ALMONER_SECRET_KEY", "short"),
        ("ALMONER_SECRET_KEY", "a" * 60),
        ("ALMONER_SECRET_KEY", "django-insecure-q8Jm2vXcR5tY7uKpL0aZ3wEhN6bGfD9sT1iOkPzVx"),
        ("ALMONER_SCOPE_KEY", SAFE["ALMONER_SECRET_KEY"]),
        ("ALMONER_DEMO", "1"),
        ("ALMONER_DEMO", "On"),
        ("DATABASE_REPLICA_URL", "postgresql://almoner_owner@localhost/almoner"),
        ("DATABASE_REPLICA_URL", "postgresql://almoner_app@replica.anyborough.gov.uk/almoner"),
        ("ALMONER_REPLICA_SECONDS", "5"),
        ("DATABASE_URL", "mysql://almoner_app@localhost/almoner"),
        ("DATABASE_URL", "postgresql://postgres@localhost/almoner"),
        ("DATABASE_URL", "postgresql://almoner_owner@localhost/almoner"),
        ("DATABASE_URL", "postgresql://almoner_app:x@db.anyborough.gov.uk/almoner"),
        ("DATABASE_URL", "postgresql://almoner_app:x@db.anyborough.gov.uk/almoner?sslmode=prefer"),
        ("DATABASE_URL", "postgresql://almoner_app:x@db.anyborough.gov.uk/almoner?sslmode=require"),
        ("DATABASE_URL", "postgresql://almoner_app:x@db.anyborough.gov.uk/almoner?sslmode=verify-ca"),
        ("ALMONER_NOTIFY_URL", "http://notify.example.org"),
        ("ALMONER_S3_ENDPOINT", "http://store.anyborough.gov.uk"),
        ("ALMONER_S3_ENDPOINT", "http://"),
        ("ALMONER_S3_ENDPOINT", "https://"),
        ("ALMONER_WORK_ACCOUNTS", '[{"id": "a", "server_url": "http://login.example.org"}]'),
        ("ALMONER_WORK_ACCOUNTS", '[{"id": "a"}]'),
        ("ALMONER_WORK_ACCOUNTS", "council"),
        ("DATABASE_OWNER_URL", SAFE["DATABASE_URL"]),
        ("ALMONER_MAIL", "outbox"),
        ("ALMONER_MAIL", "pigeon"),
        ("ALMONER_MAIL_FROM", ""),
        ("ALMONER_MAIL_FROM", "almoner@demo.invalid"),
        ("ALMONER_METRICS_TOKEN", "guess"),
        ("ALMONER_POOL_SIZE", "many"),
        ("ALMONER_POOL_SIZE", "-1"),
        ("PORT", "99999"),
        ("ALMONER_PROXIES", "²"),
        ("ALMONER_SCOPE_EXTRA_SECONDS", "60"),
        ("ALMONER_LOG_LEVEL", "LOUD"),
    ],
)
def test_each_unsafe_value_is_named(name: str, value: str) -> None:
    assert name in named(**{name: value})


def test_what_notify_needs_is_asked_for_only_with_notify() -> None:
    assert named(ALMONER_MAIL="notify") == ["ALMONER_NOTIFY_API_KEY", "ALMONER_NOTIFY_TEMPLATE"]


def test_what_is_on_this_machine_needs_no_encryption() -> None:
    assert named(ALMONER_S3_ENDPOINT="http://127.0.0.1:9000", ALMONER_NOTIFY_URL="http://localhost:1") == []
    listed = '[{"id": "a", "server_url": "https://login.example.org"}]'
    assert named(ALMONER_WORK_ACCOUNTS=listed) == []


def test_a_proxy_that_is_believed_must_be_counted() -> None:
    assert named(ALMONER_BEHIND_PROXY="on") == ["ALMONER_PROXIES"]
    assert named(ALMONER_BEHIND_PROXY="on", ALMONER_PROXIES="1") == []


def test_encryption_of_mail_may_not_be_turned_off_to_another_machine() -> None:
    assert named(ALMONER_SMTP_TLS="off", ALMONER_SMTP_HOST="mail.example.org") == ["ALMONER_SMTP_TLS"]
    assert named(ALMONER_SMTP_TLS="off", ALMONER_SMTP_HOST="localhost") == []


def test_no_problem_quotes_a_value() -> None:
    leaking = SAFE | {"ALMONER_SECRET_KEY": "hunter2", "DATABASE_URL": "postgresql://postgres:hunter2@db/x"}
    assert not any("hunter2" in problem.because for problem in problems(leaking))


def run(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return python("-m", *command, **(SAFE | changes))


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "ALMONER_VAR": os.environ["ALMONER_VAR"], **variables}
    program = [sys.executable, *arguments]
    return subprocess.run(program, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_does_not_start_with_the_demonstration_on_and_says_why(command: str) -> None:
    started = run("almoner", command, ALMONER_DEMO="on", ALMONER_HOSTS="*")
    assert started.returncode == 5
    assert "ALMONER_DEMO: It must be off" in started.stderr
    assert "ALMONER_HOSTS: It must name each host" in started.stderr


def test_another_server_cannot_load_the_application_with_unsafe_settings() -> None:
    done = python("-c", "import almoner.config.wsgi", ALMONER_MODE="production")
    assert done.returncode != 0
    assert "ALMONER_SECRET_KEY: It is not set." in done.stderr


def test_config_check_names_what_django_could_not_even_load() -> None:
    checked = run("almoner", "config", "check", ALMONER_POOL_SIZE="many")
    assert checked.returncode == 5
    assert "ALMONER_POOL_SIZE: It must be a whole number" in checked.stdout


def test_config_check_is_content_with_a_sound_installation() -> None:
    checked = run("almoner", "config", "check")
    assert (checked.returncode, checked.stdout) == (0, "Safe for production.\n")


READ = re.compile(
    r"""(?:text|yes|several|path|_url|_secret|environ\.get)\(\s*["']([A-Z0-9_]+)["']|environ\["([A-Z0-9_]+)"\]|envvar="([A-Z0-9_]+)\""""
)
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR", "PYTEST_XDIST_WORKER", "ALMONER_TEST_FOLDER"}


def read_by_the_program(path: Path) -> set[str]:
    return {name for found in READ.findall(path.read_text("utf-8")) for name in found if name}


def test_every_variable_the_program_reads_is_on_the_list_and_no_other() -> None:
    files = [path for path in (ROOT / "almoner").rglob("*.py") if "tests" not in path.parts]
    read = set().union(*map(read_by_the_program, files)) - NOT_OURS
    listed = {variable.name for variable in variables()}
    assert read - listed == set(), "add them to almoner/config/variables.toml"
    assert listed - read - {"ALMONER_BROWSER"} == set(), "nothing reads these any more"


def test_the_page_lists_every_variable_and_marks_secrets() -> None:
    page = variables_in_markdown()
    assert all(f"`{variable.name}`" in page for variable in variables())
    assert re.search(r"`ALMONER_SECRET_KEY` \| .* A secret\.", page)


@pytest.mark.parametrize(("kept", "told"), [("on", "True"), ("off", "False")])
def test_plans_are_kept_unless_the_operator_has_a_pooler_that_cannot_carry_them(kept: str, told: str) -> None:
    code = (
        "from almoner.config.settings import DATABASES as d; print(bool(d['default']['OPTIONS']['prepare_threshold']))"
    )
    assert python("-c", code, **SAFE, ALMONER_KEPT_PLANS=kept).stdout.strip() == told


def test_a_server_whose_style_sheet_is_not_built_says_what_to_do_and_does_not_start(tmp_path: Path) -> None:
    started = run("almoner", "serve", ALMONER_VAR=str(tmp_path))
    assert started.returncode == 6
    assert f"ALMONER_VAR={tmp_path} make setup" in started.stderr


def test_a_server_puts_its_style_sheet_where_it_is_served_from_once_for_each_build(tmp_path: Path) -> None:
    (tmp_path / "static_build").symlink_to(ROOT / "var" / "static_build")
    code = "from almoner.config.served_files import collect; collect()"

    def collected() -> int:
        done = python("-c", code, ALMONER_VAR=str(tmp_path), DJANGO_SETTINGS_MODULE="almoner.config.settings")
        assert done.returncode == 0, done.stderr
        return (tmp_path / "static" / "staticfiles.json").stat().st_mtime_ns

    first = collected()
    assert b"almoner.css" in (tmp_path / "static" / "staticfiles.json").read_bytes()
    assert collected() == first
    (tmp_path / "static" / ".collected").write_text("of another build")
    assert collected() > first
