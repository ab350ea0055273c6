"""Each app's migrations are one line, each named by hand for what it does."""

from __future__ import annotations

import os
import re
import sys


def problems() -> list[str]:
    """What is wrong, one sentence each; empty when all is well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almoner.config.settings")
    import django

    django.setup()
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("almoner.")}
    loader = MigrationLoader(None)
    found = []
    for label in sorted(ours):
        leaves = loader.graph.leaf_nodes(label)
        if len(leaves) > 1:
            found.append(f"{label} ends in {len(leaves)} migrations: {', '.join(name for _, name in leaves)}")
        names = sorted(name for app, name in loader.disk_migrations if app == label)
        for expected, name in enumerate(names, start=1):
            if not name.startswith(f"{expected:04d}_"):
                found.append(f"{label}.{name} is not number {expected:04d}")
            if re.search(r"_auto_|_merge|_initial$|^\d{4}_[a-z0-9]+_[a-z0-9_]+_and_more$", name):
                found.append(f"{label}.{name} is not named for what it does")
    return found


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "linear and named")
    sys.exit(1 if found else 0)
