"""Another organisation’s keys come in by no field, filter or body: refused as no choice, never saved, never shown (T2).

The fields are those that the pages themselves draw: each page that somebody reaches is read as a browser reads it,
and every control of every form on it is sent the key of each kind of thing that another organisation has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import pytest
from django import forms
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from almoner.people.models import Membership, Organisation, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person
from almoner.people.web.pages import page
from almoner.procedure import registry
from almoner.procedure.models import Docket
from almoner.procedure.rules import Kind, Move
from almoner.scope.context import system
from tests.faults.wide import WIDE
from tests.sweeps.controls import Control, PageForm, queries_of, read
from tests.sweeps.objects import kinds_of, makers
from tests.sweeps.probing import TODAY, Answer, given_away, somebody
from tests.sweeps.tally import Tried
from tests.sweeps.test_secret_rows import ABOUT_THE_REGISTER, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_still", "unlimited")]

NAME = "Elsewhere"
#: A number so large that no count or column of ours is taken for it.
LARGE = 1_987_654_321
#: Words that somebody types are kept as they are typed, and point at nothing.
WORDS = {Kind.TEXT, Kind.LONG}
CHANGES = ("insert", "update", "delete")
#: What a form sends of itself: its token, the version that was looked at, its own key, and where it leads; and a
#: passkey’s answer, which its signature judges.
NO_KEYS = {"csrfmiddlewaretoken", "version", "key", "next", "credential"}
#: Who between them see every procedure’s cases and every form that chooses among people.
FILLERS = [Role.ORGANISATION_ADMINISTRATOR, Role.HR_OFFICER, Role.PRIVACY_OFFICER]
#: Every field takes minutes for each of them: the first two by turns, from day to day; all with WIDE=1.
IN_TURN = FILLERS if WIDE else [FILLERS[TODAY % 2], FILLERS[-1]]
SENT_IN_FIELDS = "keys of other organisations sent in form fields"
SENT_IN_QUESTIONS = "keys of other organisations sent in filters and sorts"


def theirs(now: datetime, *, everything: bool = False) -> dict[str, str]:
    """The keys of another organisation and of somebody in it; and of each kind of its things whose turn it is."""
    with system("sweep"):
        elsewhere = Organisation.objects.create(
            id=LARGE, slug="elsewhere", name=f"{NAME} Council", kind=OrganisationKind.COUNCIL
        )
        owner = a_person(f"{NAME} Owner", Role.HR_OFFICER, elsewhere)
        things: dict[str, str] = {}
        for maker in dict.fromkeys(makers().values()) if everything else ():
            for arguments in maker(elsewhere, owner, now)[: kinds_of(maker)]:
                for name, value in arguments.items():
                    if isinstance(value, UUID):
                        things[f"{maker.__qualname__}: {arguments.get('procedure', '')} {name}"] = str(value)
    return {"organisation": str(LARGE), "owner": str(owner.pk)} | in_turn(things)


def in_turn(keys: dict[str, str]) -> dict[str, str]:
    """A third of the keys, another third each day; all with WIDE=1."""
    return {kind: key for place, (kind, key) in enumerate(keys.items()) if WIDE or place % 3 == TODAY % 3}


@dataclass
class Noticed:
    """What happened while something was sent: the forms that were filled in, and what was written."""

    forms: list[forms.BaseForm] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


@contextmanager
def noticing() -> Iterator[Noticed]:
    """Notice every form that is checked, and every statement that changes a table."""
    noticed = Noticed()
    check = forms.BaseForm.full_clean

    def checked(form: forms.BaseForm) -> None:
        noticed.forms.append(form)
        check(form)

    def executed(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).lstrip().lower().startswith(CHANGES):
            noticed.written.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    with patch.object(forms.BaseForm, "full_clean", checked), connection.execute_wrapper(executed):
        yield noticed


def sent(client: Client, form: PageForm, values: dict[str, Any]) -> tuple[Answer, Noticed]:
    """Send a form, notice what it does, and take it back."""
    before = transaction.savepoint()
    with noticing() as noticed:
        response = getattr(client, form.method)(form.address, values)
        got = given_away(response, form.address)
    transaction.savepoint_rollback(before)
    return got, noticed


def refuses(noticed: Noticed, name: str) -> bool:
    """Whether a form that was filled in says of this field that it is none of the choices."""
    codes = {
        error.code
        for form in noticed.forms
        for shown, errors in form.errors.as_data().items()
        if form.add_prefix(shown) == name
        for error in errors
    }
    return bool(codes & {"invalid_choice", "invalid_list"})


def is_a_yes(noticed: Noticed, name: str) -> bool:
    """Whether a form reads this field as yes or no, so that any word in it is a yes and points at nothing."""
    read_as = {type(form.fields.get(name)) for form in noticed.forms if name in form.fields}
    return bool(read_as) and all(issubclass(kind, forms.BooleanField) for kind in read_as)


def is_chosen(control: Control) -> bool:
    """Whether a control holds one of several choices, or something that its reader does not type."""
    return control.kind in {"select", "radio", "checkbox", "hidden"}


def faults_of(client: Client, form: PageForm, name: str, key: str) -> Iterator[str]:
    """What is wrong with how a form takes another organisation’s key in one of its controls."""
    got, noticed = sent(client, form, form.left_alone() | {name: key})
    if got.status >= 500:
        yield f"is felled by it ({got.status})"
    if NAME.encode() in got.body:
        yield "shows it"
    if not is_chosen(form.controls[name]):
        return  # words are words: what is typed may be kept, and is never looked up
    if any(key in statement for statement in noticed.written):
        yield "writes it"
    if not refuses(noticed, name) and not is_a_yes(noticed, name) and got.status not in (400, 403, 404):
        yield f"does not refuse it ({got.status})"


def drawn(client: Client, address: str) -> Any:
    """The answer that is a page, if it is one; a file is read to its end, which closes it."""
    response = client.get(address)
    if response.streaming:
        b"".join(response)
    return response if response.status_code == 200 and not response.streaming else None


def forms_seen(client: Client, asked: Iterable[str]) -> Iterator[PageForm]:
    """Every form that changes something, on every page that somebody reaches, once."""
    seen = set()
    for address in asked:
        if (response := drawn(client, address)) is None:
            continue
        for form in read(response.content, address)[0]:
            what = (urlsplit(form.address).path, tuple(form.controls))
            if form.method == "post" and what not in seen:
                seen.add(what)
                yield form


def taken(client: Client, asked: Iterable[str], keys: dict[str, str]) -> tuple[int, set[str], list[str]]:
    """How many fields were sent how many keys, the fields that offer a choice, and what took a key."""
    tried, choosing, found = 0, set[str](), []
    for form in forms_seen(client, asked):
        for name, control in form.controls.items():
            if name in NO_KEYS or control.kind in {"file", "password"}:
                continue
            if is_chosen(control):
                choosing.add(f"{form.address} {name}")
            for kind, key in keys.items():
                tried += 1
                found += [f"{form.address} {name} {fault}: {kind}" for fault in faults_of(client, form, name, key)]
    return tried, choosing, found


#: The pages whose choices the quick test tries: among colleagues and posts, in each app that has such a choice.
CHOICES = {
    Role.ORGANISATION_ADMINISTRATOR: {"policies:policy_hand_over", "fill-post", "move-post"},
    Role.HR_OFFICER: {"casework:assign"},
}


def test_no_choice_takes_another_organisations_people(now: datetime, tried: Tried) -> None:
    keys = theirs(now)
    for role, among in CHOICES.items():
        client, person, home = somebody(role)
        probes, choosing, found = taken(client, addresses(person, home, now, among), keys)
        assert found == []
        assert len(choosing) >= len(among)
        tried(SENT_IN_FIELDS, probes)


@pytest.mark.long
@pytest.mark.parametrize("role", IN_TURN)
def test_no_field_takes_the_key_of_anything_of_theirs(role: Role, now: datetime, tried: Tried) -> None:
    client, person, home = somebody(role)
    probes, _, found = taken(client, addresses(person, home, now), theirs(now, everything=True))
    assert found == [], "\n".join(found)
    assert probes > 50
    tried(SENT_IN_FIELDS, probes)


@pytest.mark.long
def test_the_choices_that_are_offered_are_taken(now: datetime) -> None:
    """The control: what is refused above is refused for being another’s, and not because nothing is ever taken."""
    client, person, home = somebody(Role.ORGANISATION_ADMINISTRATOR)
    refused, taken_up = [], 0
    for form in forms_seen(client, addresses(person, home, now)):
        for name, control in form.controls.items():
            if is_chosen(control) and (own := [value for value in control.offered if value]):
                _, noticed = sent(client, form, form.left_alone() | {name: own[0]})
                taken_up += bool(noticed.forms)
                refused += [f"{form.address} {name}"] if refuses(noticed, name) else []
    assert refused == []
    assert taken_up > 3


def told_by_questions(client: Client, asked: Iterable[str], keys: dict[str, str]) -> tuple[int, list[str]]:
    """How many questions were put with another organisation’s key in them, and those answered otherwise."""
    tried, found = 0, []
    for address in asked:
        if (response := drawn(client, address)) is None:
            continue
        names = {*queries_of(response.content, address), "sort", "organisation", "person", "id"}
        for name in sorted(names):
            nothing = asked_by_key(client, address, name, str(uuid4()))
            for kind, key in keys.items():
                tried += 1
                unlike = asked_by_key(client, address, name, str(LARGE - 1)) if kind == "organisation" else nothing
                got = asked_by_key(client, address, name, key)
                if got != unlike or NAME.encode() in got.body:
                    found.append(f"{address}?{name}= {kind}: {got.status}")
    return tried, found


def asked_by_key(client: Client, address: str, name: str, key: str) -> Answer:
    """The answer to a question with a key in it, without the key."""
    asked = f"{urlsplit(address).path}?{urlencode({name: key})}"
    before = transaction.savepoint()
    got = given_away(client.get(asked), asked)
    transaction.savepoint_rollback(before)
    headers = tuple((header, value.replace(key, "")) for header, value in got.headers if header != "Content-Length")
    return Answer(got.status, headers, got.body.replace(key.encode(), b""))


def test_no_list_tells_anything_by_another_organisations_key(now: datetime, tried: Tried) -> None:
    client, _, _ = somebody(Role.HR_OFFICER)
    asked = addresses(None, None, now, {"employment:staff"})
    probes, found = told_by_questions(client, asked, theirs(now))
    assert found == []
    assert probes > 6
    tried(SENT_IN_QUESTIONS, probes)


@pytest.mark.long
@pytest.mark.parametrize("role", FILLERS)
def test_no_filter_or_sort_tells_anything_by_another_organisations_key(role: Role, now: datetime, tried: Tried) -> None:
    client, _, _ = somebody(role)
    asked = [address for address, name in addresses(None, None, now).items() if name not in ABOUT_THE_REGISTER]
    probes, found = told_by_questions(client, asked, theirs(now))
    assert found == []
    assert probes > 200
    tried(SENT_IN_QUESTIONS, probes)


#: What a body could name a thing by, wherever it is looked for.
BODY_NAMES = ("organisation", "organisation_id", "assigned_to", "person", "member_id", "case_id", "visible_to", "to")


def bodies_for(move: Move, key: str) -> Iterator[dict[str, Any]]:
    """Bodies with a key in them: in each field that the move asks for, and wherever else one could be looked for."""
    yield dict.fromkeys(BODY_NAMES, key)
    yield {"values": dict.fromkeys(BODY_NAMES, key), "reasons": "Because."}
    for one in move.fields:
        yield {"values": {one.name: key}, "reasons": "Because."}


def taken_by_moves(client: Client, case: dict[str, Any], keys: dict[str, str]) -> tuple[int, list[str]]:
    """How many bodies were sent to take the moves of a case, and what took or showed another organisation’s key."""
    tried, found = 0, []
    with system("sweep"):
        version = Docket.objects.get(case_id=case["case_id"]).version
    for move in registry.named(case["procedure"]).procedure.moves:
        address = f"/api/cases/{case['procedure']}/{case['case_id']}/moves/{move.name}"
        words = {one.name for one in move.fields if one.kind in WORDS}
        for kind, key in keys.items():
            for body in bodies_for(move, key):
                tried += 1
                shown, noticed = sent_as_json(client, address, body, version)
                if NAME.encode() in shown:
                    found.append(f"{move.name} {body} shows it: {kind}")
                if not words & set(body.get("values", ())) and any(key in each for each in noticed.written):
                    found.append(f"{move.name} {body} writes it: {kind}")
    return tried, found


@pytest.mark.parametrize(
    ("role", "every"),
    [
        pytest.param(Role.HR_OFFICER, False, marks=pytest.mark.long),
        *(pytest.param(role, True, marks=pytest.mark.long) for role in FILLERS),
    ],
)
def test_no_body_of_the_api_takes_another_organisations_key(
    role: Role, every: bool, now: datetime, tried: Tried
) -> None:
    client, person, home = somebody(role)
    keys, probes, seen = theirs(now, everything=every), 0, set()
    with system("sweep"):
        cases = makers()["casework-api:case"](home, person, now)
    for case in cases:
        if client.get(reverse("casework-api:case", kwargs=case)).status_code == 200:
            seen.add(case["procedure"])
            sent_here, found = taken_by_moves(client, case, keys)
            assert found == []
            probes += sent_here
    assert seen
    tried("keys of other organisations sent in bodies of the API", probes)


def sent_as_json(client: Client, address: str, body: dict[str, Any], version: int) -> tuple[bytes, Noticed]:
    """Take a move by the API, notice what it does, and take it back."""
    headers = {"If-Match": f'"{version}"', "Idempotency-Key": uuid4().hex}
    before = transaction.savepoint()
    with noticing() as noticed:
        response = client.post(address, json.dumps(body), content_type="application/json", headers=headers)
    transaction.savepoint_rollback(before)
    return response.content, noticed


class Trusting(forms.Form):
    """A hole: the field offers one’s own colleagues, and takes whatever is sent."""

    who = forms.CharField()


@page()
def planted_form(request: Any) -> HttpResponse:
    """Draws a choice of colleagues, and shows whoever is named."""
    form = Trusting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with system("planted"):
            Membership.objects.filter(person=request.user).update(role=Role.BOARD_MEMBER)
            found = Person.objects.filter(pk=form.cleaned_data["who"]).first()
        return HttpResponse(found.name if found else "")
    options = f'<option value="{request.user.pk}">me</option>'
    return HttpResponse(f'<form method="post"><select name="who">{options}</select></form>')


@page()
def planted_filter(request: HttpRequest) -> HttpResponse:
    """A hole: a filter that knows whether there is such a person."""
    with system("planted"):
        people = Person.objects.filter(pk=request.GET["person"]) if request.GET.get("person") else Person.objects.none()
        return HttpResponse("one" if people.exists() else "none")


class planted:  # noqa: N801
    """A URL conf with holes."""

    urlpatterns = [
        path("planted/form/", planted_form, name="planted-form"),
        path("planted/filter/", planted_filter, name="planted-filter"),
    ]


def test_planted_holes_are_found(now: datetime, settings: Settings) -> None:
    client, _, _ = somebody(Role.HR_OFFICER)
    keys = {"owner": theirs(now)["owner"]}
    settings.ROOT_URLCONF = planted
    _, choosing, found = taken(client, ["/planted/form/"], keys)
    assert choosing == {"/planted/form/ who"}
    assert "/planted/form/ who shows it: owner" in found
    assert any("does not refuse it (200)" in each for each in found)
    assert told_by_questions(client, ["/planted/filter/"], keys)[1] == ["/planted/filter/?person= owner: 200"]


def test_a_planted_move_that_writes_what_a_body_names_is_found(now: datetime) -> None:
    def trusting(*, values: dict[str, Any], **given: Any) -> Any:
        Person.objects.filter(pk=values.get("to", uuid4())).update(name="Moved")
        raise Http404

    client, person, home = somebody(Role.HR_OFFICER)
    with system("sweep"):
        case = makers()["casework-api:take"](home, person, now)
    alert = next({**each} for each in case if each["procedure"] == "staff_alert")
    with patch("almoner.casework.web.api.actions.take", trusting):
        _, found = taken_by_moves(client, alert, {"owner": theirs(now)["owner"]})
    assert any("writes it: owner" in each for each in found)
