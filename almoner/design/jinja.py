"""The Jinja2 environment that every page is drawn in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from almoner.design import fields, figures, formats, listing, navigation


def environment(**options: Any) -> Environment:
    """Our templates first, then the design system's macros."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], macros])
    # Not StrictUndefined: the design system's macros rely on missing keys.
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701  # nosec B701  Django passes autoescape=True
    env.globals.update(
        static=static,
        url=reverse,
        field=fields.field,
        fields=fields.fields,
        error_summary=fields.error_summary,
        has_errors=fields.has_errors,
        date=formats.format_date,
        datetime=formats.format_datetime,
        time=formats.format_time,
        number=formats.format_number,
        money=formats.format_money,
        plural=formats.plural,
        address_with=listing.address_with,
        bar_chart=figures.bar_chart,
        line_chart=figures.line_chart,
        links=navigation.links,
        identity=navigation.identity,
        announcements=navigation.announcements,
        demonstration=settings.DEMO,
        service="Almoner",
    )
    return env
