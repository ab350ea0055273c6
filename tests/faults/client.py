"""Somebody at a browser, without one: signs in as a persona, sends lists, throws them away, ends registrations."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import requests

from tests.faults.estate import Estate
from tests.faults.ledger import Answer, Ledger

PATIENCE = (2.0, 20.0)
_KEY = re.compile(r'name="(key|version)" value="([^"]*)"')


class Client:
    """One person's session, and the ledger of what they sent."""

    def __init__(self, estate: Estate, ledger: Ledger) -> None:
        self.estate, self.ledger = estate, ledger
        self.session = requests.Session()

    def sign_in(self, role: str, place: int = 0) -> Client:
        """Be a persona with this role: the first, or the one at another place, counted from nought."""
        persona = self.estate.one(
            "select p.id::text from demo_persona p join people_membership m on m.id = p.membership_id"
            " where m.role = %s order by p.place limit 1 offset %s",
            role,
            place,
        )
        return self.be(persona)

    def be(self, persona: str) -> Client:
        """Be a persona, by its id."""
        self.session.get(f"{self.estate.url}/demo/", timeout=PATIENCE).raise_for_status()
        answer = self._post(f"/demo/be/{persona}/", {})
        assert answer.status_code == 302, answer.status_code
        return self

    def upload(self, content: bytes, name: str = "staff.csv") -> str:
        """Send a staff list; its key in the ledger is the digest of its content. Returns where it is, or nothing."""
        key = hashlib.sha256(content).hexdigest()
        return self._write(key, "/staff/lists/upload/", {}, files={"file": (name, content, "text/csv")})

    def discard(self, list_id: str, **looked_at: int) -> str:
        """Throw a list away: a move of a case. Its key is the list's. Back at the list it says that it has moved on."""
        there = f"/staff/lists/{list_id}/"
        return self._write(list_id, f"{there}discard/", dict(looked_at), refused_at=there)

    def end_registration(self, number: str, on: date) -> str:
        """End a registration: a decision of the regulator. Its key is the number."""
        values = {
            "ground": "own-request", "on_day": on.day, "on_month": on.month, "on_year": on.year,
            "reasons": "They asked for it.", "step": "confirm",
        }  # fmt: skip
        return self._write(number, f"/register/office/{number}/end/", values)

    def change_town(self, number: str, town: str, since: date) -> str:
        """Enter another town of work from a day that has begun. Its key is the town."""
        values = {
            "town": town, "from_day_day": since.day, "from_day_month": since.month, "from_day_year": since.year,
            "step": "confirm",
        }  # fmt: skip
        return self._write(town, f"/register/office/{number}/town/", values)

    def get(self, path: str) -> requests.Response:
        """A page."""
        return self.session.get(self.estate.url + path, timeout=PATIENCE, allow_redirects=False)

    def key_and_version(self, path: str) -> dict[str, str]:
        """The hidden fields of a move's page, as they were drawn."""
        return dict(_KEY.findall(self.get(path).text))

    def _write(self, key: str, path: str, values: dict[str, object], refused_at: str = "", **more: object) -> str:
        self.ledger.sending(key)
        try:
            answer = self._post(path, values, **more)
        except requests.RequestException:
            return ""
        leads_to = answer.headers.get("Location", "")
        if answer.status_code == 302 and not leads_to.startswith("/account/") and leads_to != refused_at:
            self.ledger.answered(key, Answer.ACKNOWLEDGED)
            return leads_to
        if answer.status_code < 500:
            self.ledger.answered(key, Answer.REFUSED)
        return ""

    def _post(self, path: str, values: dict[str, object], **more: object) -> requests.Response:
        token = self.session.cookies.get("csrftoken", "")
        return self.session.post(
            self.estate.url + path, data={"csrfmiddlewaretoken": token, **values}, timeout=PATIENCE,
            allow_redirects=False, **more,  # type: ignore[arg-type]
        )  # fmt: skip
