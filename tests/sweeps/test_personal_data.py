"""Every field of every model says what it tells about a living person, in its app’s `personal_data.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from almoner.people.models import Person
from almoner.people.rules.personal_data import CLASS_WORDS, PersonalData

FILE = "personal_data.toml"


def declared(app_path: Path) -> dict[str, dict[str, str]]:
    """What an app declares: for each model, the class of each field."""
    path = app_path / FILE
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def ours() -> Iterable[type[models.Model]]:
    """Every model of ours."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("almoner.") and ".tests" not in model.__module__
    ]


def wrong(model: type[models.Model], said: dict[str, str]) -> list[str]:
    """What is wrong with a model’s declaration: missing, unknown, or not a class."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    found = [f'[{model.__name__}] {name} = "…" is missing' for name in fields if name not in said]
    found += [f"[{model.__name__}] {name} is not a field" for name in said if name not in fields]
    found += [
        f"[{model.__name__}] {name}: {kind} is no class" for name, kind in said.items() if kind not in set(PersonalData)
    ]
    for name, field in fields.items():
        if said.get(name) == PersonalData.NONE and _points_at_a_person(field):
            found.append(f"[{model.__name__}] {name} points at a person, so it is a link at least")
    return found


def _points_at_a_person(field: Any) -> bool:
    return bool(field.is_relation) and field.related_model is Person


def test_every_field_of_every_model_has_a_class() -> None:
    found = []
    for model in ours():
        path = Path(apps.get_app_config(model._meta.app_label).path)
        said = declared(path).get(model.__name__, {})
        found += [f"{path.name}/{FILE}: {each}" for each in wrong(model, said)]
    assert found == [], "\n".join(found)


def test_no_declaration_outlives_its_model() -> None:
    for config in apps.get_app_configs():
        names = {model.__name__ for model in config.get_models()}
        assert set(declared(Path(config.path))) <= names, config.label


def test_every_class_is_described_for_whoever_answers_for_the_data() -> None:
    assert set(CLASS_WORDS) == set(PersonalData)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "is missing"),
        ({"shoe_size": "none"}, "is not a field"),
        ({"name": "secretish"}, "is no class"),
    ],
)
def test_a_planted_gap_is_found(said: dict[str, str], told: str) -> None:
    assert any(told in each for each in wrong(Person, said))


def test_a_link_to_a_person_said_to_tell_nothing_is_found() -> None:
    from almoner.people.models import Membership

    assert any("points at a person" in each for each in wrong(Membership, {"person": "none"}))
