"""The forms and links of a page as a browser reads them: what a sweep fills in comes from the page, not from memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

CHOOSING = {"radio", "checkbox", "select", "submit", "button", "hidden"}


@dataclass
class Control:
    """A named thing that a form sends: how it is filled in, what it offers and what it sends if left alone."""

    kind: str
    offered: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form of a page: where it goes, how, and its controls by name."""

    address: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)

    def left_alone(self) -> dict[str, list[str]]:
        """What a browser sends when nothing is touched."""
        return {name: control.sent for name, control in self.controls.items() if control.sent}


class _Reader(HTMLParser):
    """Reads the forms and the links of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.links = address, list[PageForm](), list[str]()
        self._form: PageForm | None = None
        self._select: Control | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            to = urljoin(self.address, given.get("action") or self.address)
            self._form = PageForm(to, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and given.get("name"):
            self._control(tag, given)
        elif tag == "option" and self._select is not None:
            value = given.get("value", "")
            self._select.offered.append(value)
            if "selected" in given or not self._select.sent:
                self._select.sent = [value]

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        kind = {"select": "select", "textarea": "text", "button": "submit"}.get(tag) or given.get("type", "text")
        control = self._form.controls.setdefault(given["name"], Control(kind))
        if tag == "select":
            self._select = control
        elif kind in {"radio", "checkbox", "submit"}:
            control.offered.append(given.get("value", "on"))
            if "checked" in given:
                control.sent.append(given.get("value", "on"))
        elif kind not in {"file"}:
            control.sent.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None


def read(body: bytes, address: str) -> tuple[list[PageForm], list[str]]:
    """The forms and the links of a page."""
    reader = _Reader(address)
    reader.feed(body.decode(errors="replace"))
    return reader.forms, reader.links


def queries_of(body: bytes, address: str) -> dict[str, list[str]]:
    """The names that a page can be asked with, by its own search and filter forms and links; each with its values."""
    forms, links = read(body, address)
    path, found = urlsplit(address).path, dict[str, list[str]]()
    for form in forms:
        if form.method == "get" and urlsplit(form.address).path == path:
            for name, control in form.controls.items():
                found.setdefault(name, []).extend(control.offered)
    for link in links:
        if urlsplit(link).path == path:
            for name, value in parse_qsl(urlsplit(link).query):
                found.setdefault(name, []).append(value)
    return {name: sorted(set(values)) for name, values in found.items()}


def asked_with(address: str, names: dict[str, list[str]], words: list[str], *, most: int) -> Iterator[str]:
    """The address with each name given each of its values (`most` of them) and each of the words in turn."""
    for name, values in names.items():
        for value in [*values[:most], *words]:
            yield f"{urlsplit(address).path}?{urlencode({name: value})}"
