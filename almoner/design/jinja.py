"""The Jinja2 environment that every page is drawn in."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader


def environment(**options: Any) -> Environment:
    """Our templates first, then the design system's macros."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], macros])
    # Not StrictUndefined: the design system's macros rely on missing keys.
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701  Django passes autoescape=True
    env.globals.update(static=static, url=reverse)
    return env
