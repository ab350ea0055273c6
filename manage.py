"""Django's own management commands, for development (makemigrations, shell)."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almoner.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
