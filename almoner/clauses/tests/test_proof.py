"""The witness is run on real pytest runs, in a directory of their own."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from almoner.clauses import proof

REPOSITORY = proof.ROOT

CONFTEST = """
from pathlib import Path
from almoner.clauses.proof import Witness
def pytest_configure(config):
    config.addinivalue_line("markers", "clause(id): the clause a test bears out")
    root = Path(__file__).parent
    config.pluginmanager.register(Witness(root, root / "proof.json"))
"""


class Project:
    """A small project with test files, which can be run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "tests").mkdir()
        (root / "conftest.py").write_text(CONFTEST)

    def write(self, code: str, name: str = "test_it.py") -> None:
        (self.root / "tests" / name).write_text("import pytest\n" + textwrap.dedent(code))

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-c",
            "/dev/null",
            "--rootdir",
            str(self.root),
            *options,
            "tests",
        ]
        environment = {"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    @property
    def tests(self) -> dict[str, list[str]]:
        return {clause: list(tests) for clause, tests in proof.named_for(self.root).items()}

    @property
    def passed(self) -> frozenset[str]:
        return proof.passed(self.root, self.root / "proof.json")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_marks_on_functions_classes_and_modules_are_found(project: Project) -> None:
    project.write(
        """
        pytestmark = [pytest.mark.clause("STD-1.2")]

        @pytest.mark.clause("FTP-3.8", "FTP-3.6")
        def test_one(): ...

        @pytest.mark.clause("REF-7")
        class TestGroup:
            def test_two(self): ...
            def not_a_test(self): ...
        """
    )
    assert project.tests == {
        "STD-1.2": ["tests/test_it.py::TestGroup::test_two", "tests/test_it.py::test_one"],
        "FTP-3.8": ["tests/test_it.py::test_one"],
        "FTP-3.6": ["tests/test_it.py::test_one"],
        "REF-7": ["tests/test_it.py::TestGroup::test_two"],
    }


@pytest.mark.parametrize("options", [(), ("-n2",)], ids=["in one process", "spread over two"])
def test_what_passes_is_written_down_and_what_does_not_is_not(project: Project, options: tuple[str, ...]) -> None:
    project.write(
        """
        @pytest.mark.clause("FTP-3.8")
        def test_good(): pass

        @pytest.mark.clause("FTP-3.8")
        def test_bad(): assert False

        @pytest.mark.clause("FTP-3.8")
        def test_skipped(): pytest.skip("not today")

        @pytest.mark.clause("FTP-3.8")
        @pytest.mark.xfail
        def test_known_to_fail(): assert False

        @pytest.mark.clause("FTP-3.8")
        @pytest.mark.parametrize("case", [1, 2])
        def test_half(case): assert case == 1

        @pytest.fixture
        def broken(): raise RuntimeError

        @pytest.mark.clause("FTP-3.8")
        def test_never_reached(broken): pass
        """
    )
    project.run(*options)
    assert project.passed == {"tests/test_it.py::test_good"}


def test_a_test_changed_since_it_passed_proves_nothing(project: Project) -> None:
    project.write('@pytest.mark.clause("FTP-3.8")\ndef test_good(): pass\n')
    project.run()
    assert project.passed
    project.write('@pytest.mark.clause("FTP-3.8")\ndef test_good(): assert 1\n')
    assert not project.passed


def test_a_later_run_of_part_leaves_the_rest_standing(project: Project) -> None:
    project.write('@pytest.mark.clause("FTP-3.8")\ndef test_a(): pass\n', "test_a.py")
    project.write('@pytest.mark.clause("FTP-3.8")\ndef test_b(): pass\n', "test_b.py")
    project.run()
    project.run("-k", "test_b")
    assert project.passed == {"tests/test_a.py::test_a", "tests/test_b.py::test_b"}


def test_a_test_that_names_a_clause_no_source_has_stops_the_run(project: Project) -> None:
    project.write('@pytest.mark.clause("FTP-99")\ndef test_good(): pass\n')
    run = project.run()
    assert run.returncode != 0
    assert "FTP-99" in run.stdout + run.stderr


def test_a_proof_that_cannot_be_read_is_no_proof(project: Project) -> None:
    (project.root / "proof.json").write_text("{half")
    assert project.passed == frozenset()
