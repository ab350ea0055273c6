"""Input that nobody means: for every form that a page shows, and for every address, drawn from a seed.

Forms are read from the pages themselves, so that none is forgotten. Bodies are made of bytes, for what does most harm
is no text at all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, urlsplit

#: What has felled a form somewhere: ends of ranges, things that are nearly numbers or dates, text that is no text.
NASTY: tuple[bytes, ...] = tuple(
    each if isinstance(each, bytes) else each.encode("utf-8", "surrogatepass")
    for each in (
        "", " ", "\t\r\n", "\u00a0", "\u200b", "\u202egnp.exe", "\x00", "a\x00b", "\x1b[2J", "\ud800", "\udfff\ud800",
        b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"%", b"\x80",
        "0", "-0", "-1", "1", "2", "32", "13", "29", "0000", "9999", "10000", "99999", "2147483647", "2147483648",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 400, "1" * 5000, "1e309", "1e-400",
        "NaN", "-NaN", "sNaN", "Infinity", "-inf", "0x10", "1_000", "1,000", "\u0661\u0662", "\uff11\uff12",
        "²", "½", "Ⅻ", "1.5", "1/2",
        "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "0000-00-00", "2026-1-1", "31/12/1899", "24:00",
        "99:99", "2026-11-23T09:30:00Z", "2026-11-23T09:30:00+99:99", "-2026-01-01", "feb", "tomorrow",
        "true", "null", "None", "undefined", "[]", "{}", "[[[[", '{"a":', "()", "on", "off",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000", "{12345678-",
        "SW0", "SW1", "sw000001", "SW999999", "SW1000000", "SW-1", "SW\uff11",
        "'", "''", '"', "`", "\\", "\\u0000", "%00", "%s", "%(x)s", "{0}", "{0.__class__}", "${7*7}", "{{7*7}}", "{%",
        "';--", "' or 1=1--", "*", "?", "(", "[", "a" * 100, "a" * 255, "a" * 256, "a" * 70_000, "é" * 5000, "𐍈" * 3000,
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "<!--", "]]>", "&#0;",
        "../../etc/passwd", "/etc/passwd", "//example.org", "http://127.0.0.1:1/", "file:///etc/passwd", "\\\\a\\b",
        "=1+1", "+1", "@SUM(1)", "|cmd", "a@b", "a@b.c", "@", "a" * 250 + "@example.org", "x@" + "a." * 120 + "org",
        "e\u0301" * 200, "\u0344" * 500, "Z" + "\u0351" * 1000, "ﷺ" * 500, "ß", "İ", "\u0131", "ǆ", "\ufdfa" * 300,
        "\U0010ffff", "\ufffe", "\u2028", "😀" * 200, "نص", "\r\nSet-Cookie: a=b", "a\nb", "a\rb",
    )
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=nonsense",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300,
    "multipart/mixed; boundary=a",
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "application/xml",
    "/",
    "a" * 3000,
    "",
)
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "A" * 500)


@dataclass
class Form:
    """A form as a page shows it: where it goes, how, its fields with what stood in them, which of them are files."""

    action: str
    method: str
    multipart: bool
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.links = address, list[Form](), list[str]()
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith(("?", "/")):
            self.links.append(said["href"])
        elif tag == "form":
            action = said.get("action") or self.address
            multipart = "multipart" in said.get("enctype", "")
            self._open = Form(action, said.get("method", "get").upper(), multipart)
            self.forms.append(self._open)
        elif self._open is not None and said.get("name"):
            self._field(tag, said)
        elif tag == "option" and self._open is not None and self._select:
            self._open.fields.append((self._select, said.get("value", "")))

    def _field(self, tag: str, said: dict[str, str]) -> None:
        form = self._open
        if form is None:
            return
        if tag == "select":
            self._select = said["name"]
        elif tag in {"input", "textarea", "button"}:
            form.fields.append((said["name"], said.get("value", "")))
            if said.get("type") == "file":
                form.files.add(said["name"])
                form.multipart = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""


def forms_on(page: str, address: str) -> tuple[list[Form], list[str]]:
    """The forms of a page that has this address, and where its links lead."""
    reader = _Reader(address)
    reader.feed(page)
    ours = [form for form in reader.forms if form.action.startswith(("/", "?")) and not form.action.startswith("//")]
    return ours, reader.links


@dataclass(frozen=True)
class Attempt:
    """One request: its method, address, content type and body."""

    method: str
    address: str
    content_type: str
    body: bytes

    def __str__(self) -> str:
        return f"{self.method[:20]} {self.address[:200]} [{self.content_type[:60]}] {self.body[:400]!r}"


def attempts_on(form: Form, dice: random.Random) -> Attempt:
    """One bad way to fill in a form. Mostly the form is as it came but for one or two fields."""
    given = _filled(form, dice)
    action = form.action if not form.action.startswith("?") else "/" + form.action
    kind = dice.random()
    if form.method == "GET":
        return Attempt("GET", f"{urlsplit(action).path}?{_urlencoded(given).decode('ascii')}", "", b"")
    if kind < 0.06:
        return Attempt("POST", action, dice.choice(TYPES), _urlencoded(given))
    if kind < 0.10:
        return Attempt(dice.choice(METHODS), action, TYPES[0], _urlencoded(given))
    if kind < 0.12:
        return Attempt("POST", action, TYPES[0], b"&".join(b"f%d=" % n for n in range(10_000)))
    if form.multipart or kind < 0.25:
        return _multipart(action, given, form.files, dice)
    return Attempt("POST", action, TYPES[0], _urlencoded(given))


def _filled(form: Form, dice: random.Random) -> list[tuple[bytes, bytes]]:
    by_name: dict[str, list[str]] = {}
    for field_name, stood in form.fields:
        by_name.setdefault(field_name, []).append(stood)
    given = [(each.encode(), dice.choice(values).encode()) for each, values in by_name.items()]
    for _ in range(dice.choice((1, 1, 1, 2, 3, len(given)))):
        if not given:
            break
        at = dice.randrange(len(given))
        name, value = given[at]
        how = dice.random()
        if how < 0.72:
            given[at] = (name, nasty(dice))
        elif how < 0.80:
            given.pop(at)
        elif how < 0.88:
            given.append((name, nasty(dice)))
        elif how < 0.94:
            given.append((nasty(dice), value))
        else:
            given[at] = (name, value + nasty(dice))
    return given


def nasty(dice: random.Random) -> bytes:
    """One bad value: a known one, one made of two, or noise."""
    how = dice.random()
    if how < 0.75:
        return dice.choice(NASTY)
    if how < 0.9:
        return dice.choice(NASTY)[:200] + dice.choice(NASTY)[:200]
    if how < 0.95:
        return "".join(chr(dice.randrange(0x3000)) for _ in range(dice.randrange(40))).encode()
    return dice.randbytes(dice.randrange(60))


def _urlencoded(given: list[tuple[bytes, bytes]]) -> bytes:
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in given).encode()


def _multipart(action: str, given: list[tuple[bytes, bytes]], files: set[str], dice: random.Random) -> Attempt:
    mark = b"frontier"
    parts = []
    for name, value in given:
        called = name.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
        head = b'--%s\r\nContent-Disposition: form-data; name="%s"' % (mark, called)
        is_file = name.decode("utf-8", "replace") in files
        if is_file == (dice.random() < 0.9):
            file_name = (
                dice.choice((b"list.csv", b"", dice.choice(NASTY)[:300])).replace(b"\r", b"").replace(b"\n", b"")
            )
            head += b'; filename="%s"\r\nContent-Type: %s' % (
                file_name,
                dice.choice((b"text/csv", b"", b"/", b"x" * 500)),
            )
        parts.append(head + b"\r\n\r\n" + value + b"\r\n")
    body = b"".join(parts) + b"--%s--\r\n" % mark
    if dice.random() < 0.15:
        body = body[: dice.randrange(len(body))]
    return Attempt("POST", action, "multipart/form-data; boundary=frontier", body)


def attempts_at(address: str, dice: random.Random, names: list[str]) -> Attempt:
    """One bad way to ask for an address: its path bent, odd questions after it, or an odd method."""
    path = urlsplit(address).path
    if dice.random() < 0.3:
        steps = path.strip("/").split("/")
        steps[dice.randrange(len(steps))] = quote_from_bytes(nasty(dice)[:400])
        path = "/" + "/".join(steps) + dice.choice(("/", ""))
    asked = [(dice.choice(names).encode() if names else b"q", nasty(dice)) for _ in range(dice.randrange(4))]
    query = _urlencoded(asked).decode("ascii")
    method = dice.choice(METHODS) if dice.random() < 0.15 else "GET"
    return Attempt(method, f"{path}?{query}" if query else path, "application/json" if method != "GET" else "", b"")


def names_asked(links: list[str]) -> Iterator[str]:
    """The names of the questions that links put after an address."""
    for link in links:
        for pair in urlsplit(link).query.split("&"):
            if name := pair.partition("=")[0]:
                yield name
