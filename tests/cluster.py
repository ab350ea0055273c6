"""The test database: one throwaway PostgreSQL for the run, migrated once by its owner, copied for each worker.

Loaded by `-p tests.cluster` before Django's settings are, so that they find the throwaway cluster and not var/.
Tests connect as the role that the web server uses, which owns nothing: a suite that runs as the owner proves nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from almoner.config.cluster import THROWAWAY, Cluster
from tests import template

TEMPLATE = "almoner_template"
FOLDER = "ALMONER_TEST_FOLDER"
_controls = FOLDER not in os.environ
_after = ExitStack()


def _address(database: str) -> dict[str, str]:
    socket = Cluster(Path(os.environ[FOLDER]) / "pg").socket
    roles = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_SEALER_URL": "sealer"}
    return {name: f"postgresql://almoner_{role}@/{database}?host={socket}" for name, role in roles.items()}


if _controls:
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="almoner-test-")
    _after.callback(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)
os.environ["ALMONER_VAR"] = str(Path(os.environ[FOLDER]) / "var")
os.environ["ALMONER_POOL_SIZE"] = "0"
os.environ["ALMONER_SCOPE_EXTRA_SECONDS"] = str(60 * 60 * 24 * 365 * 100)
os.environ.update(_address(f"almoner_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"))


def pytest_configure(config: pytest.Config) -> None:
    """In the controlling process only: start the cluster and migrate the template."""
    if not _controls or config.option.collectonly:
        return
    folder = Path(os.environ[FOLDER])
    folder.chmod(0o755)
    (folder / "var" / "static").mkdir(parents=True)
    # What `make setup` built; a test that runs without it has pages without style.
    built = Path(__file__).resolve().parents[1] / "var" / "static_build"
    built.mkdir(parents=True, exist_ok=True)
    (folder / "var" / "static_build").symlink_to(built)
    cluster = Cluster(folder / "pg", THROWAWAY)
    _after.callback(shutil.rmtree, cluster.socket, ignore_errors=True)
    _after.callback(cluster.stop, "immediate")
    if not template.bring(cluster.data):
        _migrate(cluster)
        template.keep(cluster.data)
    cluster.start()
    _lock_with_our_key()


def _migrate(cluster: Cluster) -> None:
    """Make the template on a cluster of its own, and leave that stopped."""
    from almoner.scope.provision import provision

    cluster.start()
    provision(f"host={cluster.socket} user=postgres", TEMPLATE)
    command = [sys.executable, "-m", "almoner", "migrate"]
    done = subprocess.run(command, env=os.environ | _address(TEMPLATE), capture_output=True, text=True, check=False)
    if done.returncode:
        raise pytest.UsageError(f"The test database could not be migrated.\n{done.stdout}{done.stderr}")
    cluster.stop()


def _lock_with_our_key() -> None:
    from almoner.config import settings
    from almoner.scope.provision import install_scope_key

    install_scope_key(_address(TEMPLATE)["DATABASE_OWNER_URL"], settings.SCOPE_KEY)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    _after.close()


@pytest.fixture(scope="session")
def superuser() -> str:
    """The connection string of the test cluster's superuser, for drills that a database administrator would do."""
    return f"host={Cluster(Path(os.environ[FOLDER]) / 'pg').socket} user=postgres"


def copy_template(superuser: str) -> None:
    """This worker's own copy of the migrated template."""
    name = sql.Identifier(f"almoner_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    with psycopg.connect(superuser, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        template = sql.Identifier(TEMPLATE)
        server.execute(
            sql.SQL("create database {} template {} owner almoner_owner strategy file_copy").format(name, template)
        )
