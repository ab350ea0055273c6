"""A database to measure in: a PostgreSQL of its own with its disk writes on, migrated, and perhaps with a register."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE = "almoner_bench"


@contextmanager
def a_database(folder: Path) -> Iterator[str]:
    """Yields the superuser's address of a migrated cluster in `folder`, made there or found from an earlier part.

    The addresses of its roles stand in the environment, so `django.setup()` comes after this. Disk writes are on.
    The cluster is stopped at the end and its data stay; whoever made the folder removes it.
    """
    from almoner.config.cluster import Cluster

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    cluster = Cluster(folder / "pg")
    cluster.start()
    superuser = f"host={cluster.socket} user=postgres dbname={DATABASE}"
    try:
        roles = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_SEALER_URL": "sealer"}
        for name, role in roles.items():
            os.environ[name] = f"postgresql://almoner_{role}@/{DATABASE}?host={cluster.socket}"
        os.environ |= {"ALMONER_VAR": str(folder / "var"), "ALMONER_POOL_SIZE": "0", "ALMONER_DEMO": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "almoner.config.settings"
        if not (folder / "var").exists():
            (folder / "var" / "static_build").mkdir(parents=True)
            from almoner.scope.provision import provision

            provision(f"host={cluster.socket} user=postgres", DATABASE)
            subprocess.run([sys.executable, "-m", "almoner", "migrate"], check=True, stdout=subprocess.DEVNULL)
        yield superuser
    finally:
        cluster.stop("fast")
        shutil.rmtree(cluster.socket, ignore_errors=True)
