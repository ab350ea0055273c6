"""A lint: what our own code may do only in named places, or nowhere, because each has been somebody's hole before.

`python -m tests.sweeps.house_rules [FOLDER]` prints every place that breaks a rule and ends with 1 if there is any. It
reads syntax trees and templates; `unscoped_reads` beside it holds pages to reading through queries.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.sweeps import lint

#: Each rule, and what to do instead.
RULES = {
    "markup": "trusts text as HTML; let the template escape it, or name the file here",
    "sql": "puts a value into the text of a statement; pass it as a parameter",
    "shell": "goes through a shell; give the command as a list of words",
    "outbound": "opens a connection of its own; the few places that may are named here",
    "patience": "waits for an answer without end; give a timeout",
    "trust": "switches off the checking of certificates",
    "stream": "streams while the response is sent, outside the transaction and its scope; stream a file only",
    "code": "runs or unpickles what may have come from outside",
    "unpacking": "unpacks an archive by its own word; use documents.archives",
    "xml": "parses XML without defusedxml",
    "forgery": "takes a request without asking for the token against forgery",
    "redirect": "sends the reader to wherever the request says",
    "log": "logs more than a fixed sentence and ids",
    "randomness": "draws a secret from dice that anybody can load again; use secrets",
    "temporary": "names a temporary file that somebody else can make first",
}

#: Where a rule is broken by decision: the file, the rule, and why. One that is no longer needed fails the test.
ALLOWED = {
    ("design/templatetags/shell.py", "markup"): "draws the sign-in library's pages with our templates, which escape",
    ("design/fields/drawing.py", "markup"): "the one bridge from forms to the macros, which escape",
    ("casework/web/views/diagrams.py", "markup"): "a drawing of ours, every word in it escaped where it is drawn",
    ("notices/web/presenters.py", "markup"): "makes links of addresses with urlize, which escapes the rest",
    ("notices/web/views.py", "forgery"): "a provider's receipt, which carries a secret of its own and no cookie",
    ("notices/providers/smtp.py", "outbound"): "hands mail to the server that the operator names",
    ("documents/scanning/clamd.py", "outbound"): "speaks to the scanner that the operator names",
    ("documents/storage/bucket.py", "outbound"): "keeps documents in the bucket that the operator names",
    ("config/commands/run.py", "outbound"): "asks whether its own port is free",
    (
        "config/backups/restoring.py",
        "unpacking",
    ): "PostgreSQL’s own copy, from our own archive, through the filter for data",
    ("scope/context.py", "log"): "the purpose is a sentence in our own code",
    ("operations/web/middleware.py", "log"): "the person's key, which names nobody outside the database",
    ("register/actions/importing/staging.py", "sql"): "copies into temporary tables of its own naming",
    ("register/actions/index.py", "sql"): "copies into its own three tables and empties them",
}

_OUTBOUND = {"requests", "httpx", "urllib3", "aiohttp", "ftplib", "smtplib", "telnetlib", "socket", "paramiko", "boto3"}
_OUTBOUND_DOTTED = {"urllib.request", "http.client", "xmlrpc.client"}
_PARSERS = {"xml.etree", "xml.etree.ElementTree", "xml.sax", "xml.dom.minidom", "xml.dom.pulldom", "lxml", "lxml.etree"}
_HARMLESS_OF_PARSERS = {"ParseError", "Element", "SubElement"}
_STATEMENTS = {"execute", "executemany", "mogrify", "copy", "stream", "raw", "extra", "RawSQL"}
_WAITING = {"get", "post", "put", "patch", "delete", "head", "request", "urlopen", "create_connection"}
_WAITERS = {"requests", "httpx", "urllib", "request", "socket"}
_UNPICKLERS = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
_DICE = {"random", "randint", "choice", "choices", "randrange", "getrandbits", "sample", "token"}
_LOGGED = {"debug", "info", "warning", "error", "exception", "critical"}
_NEVER_LOGGED = {"person", "user", "email", "name", "address", "request", "document", "case", "form", "values", "text",
                 "reasons", "row", "body", "answer", "password", "token"}  # fmt: skip
_SAFE = re.compile(r"\|\s*safe\b")
_SAFE_LITERAL = re.compile(r"""(?:'[^'{}]*'|"[^"{}]*")\s*\|\s*safe\b""")
_UNESCAPED = re.compile(r"{%-?\s*autoescape\s+(?:false|off)", re.I)


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule: where, and which."""

    path: Path
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {RULES[self.rule]} ({self.rule})"


def _name(node: ast.expr) -> str:
    """The dotted name of an expression, as far as it has one."""
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.expr) -> str:
    return _name(node).rpartition(".")[2]


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


@dataclass(frozen=True)
class _Read:
    """A module read once: all its nodes, its calls, and what it imports (line, dotted name, what is taken from it)."""

    nodes: list[ast.AST]
    calls: list[ast.Call]
    imports: list[tuple[int, str, set[str]]]

    @classmethod
    def of(cls, source: str) -> _Read:
        nodes = list(ast.walk(ast.parse(source)))
        return cls(nodes, [node for node in nodes if isinstance(node, ast.Call)], list(_imports(nodes)))


def _imports(nodes: list[ast.AST]) -> Iterator[tuple[int, str, set[str]]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, set()
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module, {alias.name for alias in node.names}
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}", {alias.name}


def _formatted(node: ast.expr, formatted: set[str]) -> bool:
    """Whether text is put together from values that are not constants of the module, which are written in capitals."""
    if isinstance(node, ast.JoinedStr):
        parts = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
        return any(not (isinstance(part, ast.Name) and part.id.isupper()) for part in parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return not (_constant(node.left) and _constant(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        made = node.func.value
        return not (isinstance(made, ast.Call) and _last(made.func) == "SQL")
    return isinstance(node, ast.Name) and node.id in formatted


def _constant(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _constant(node.left) and _constant(node.right)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def _sql(read: _Read) -> Iterator[int]:
    formatted: set[str] = set()
    for node in read.nodes:
        if isinstance(node, ast.Assign) and _formatted(node.value, set()):
            formatted.update(target.id for target in node.targets if isinstance(target, ast.Name))
    for call in read.calls:
        if _last(call.func) in _STATEMENTS and call.args and _formatted(call.args[0], formatted):
            yield call.lineno


def _markup(read: _Read) -> Iterator[int]:
    for call in read.calls:
        last = _last(call.func)
        trusted = call.args[0] if call.args else None
        if last == "mark_safe" or (last in {"Markup", "SafeString"} and not isinstance(trusted, ast.Constant)):
            yield call.lineno
        if last == "format_html" and not isinstance(trusted, ast.Constant):
            yield call.lineno


def _shell(read: _Read) -> Iterator[int]:
    for call in read.calls:
        shell = _keyword(call, "shell")
        if _name(call.func) in {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"} or (
            shell is not None and not _is(shell, False)
        ):
            yield call.lineno


def _outbound(read: _Read) -> Iterator[int]:
    for line, module, _ in read.imports:
        if module.split(".")[0] in _OUTBOUND or module in _OUTBOUND_DOTTED:
            yield line


def _patience(read: _Read) -> Iterator[int]:
    for call in read.calls:
        first, _, last = _name(call.func).rpartition(".")
        waits = last in _WAITING and (last in {"urlopen", "create_connection"} or first.split(".")[-1] in _WAITERS)
        if waits and (_keyword(call, "timeout") is None or _is(_keyword(call, "timeout"), None)):
            yield call.lineno


def _trust(read: _Read) -> Iterator[int]:
    for node in read.nodes:
        if isinstance(node, ast.Call) and _is(_keyword(node, "verify"), False):
            yield node.lineno
        if isinstance(node, ast.Attribute) and node.attr in {"_create_unverified_context", "CERT_NONE"}:
            yield node.lineno


def _stream(read: _Read) -> Iterator[int]:
    for line, module, taken in read.imports:
        if "StreamingHttpResponse" in taken or module.endswith("StreamingHttpResponse"):
            yield line
    for call in read.calls:
        if _last(call.func) == "StreamingHttpResponse":
            yield call.lineno


def _code(read: _Read) -> Iterator[int]:
    for line, module, _ in read.imports:
        if module.split(".")[0] in _UNPICKLERS:
            yield line
    for call in read.calls:
        called = _name(call.func)
        if called in {"eval", "exec", "__import__", "yaml.load", "yaml.unsafe_load"}:
            yield call.lineno


def _unpacking(read: _Read) -> Iterator[int]:
    for call in read.calls:
        if _last(call.func) in {"extractall", "unpack_archive"}:
            yield call.lineno


def _xml(read: _Read) -> Iterator[int]:
    for line, module, taken in read.imports:
        if module in _PARSERS and not (taken and taken <= _HARMLESS_OF_PARSERS):
            yield line


def _forgery(read: _Read) -> Iterator[int]:
    for node in read.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and _last(node) == "csrf_exempt":
            yield node.lineno


def _redirect(read: _Read) -> Iterator[int]:
    for call in read.calls:
        if _last(call.func) in {"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect"}:
            asked = [_name(node) for each in call.args for node in ast.walk(each) if isinstance(node, ast.Attribute)]
            if any(name.endswith(("request.GET", "request.POST", "request.META", "request.headers")) for name in asked):
                yield call.lineno


def _log(read: _Read) -> Iterator[int]:
    for call in read.calls:
        if _last(call.func) not in _LOGGED or _name(call.func).split(".")[0] not in {"log", "logger", "logging"}:
            continue
        fixed = len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
        if not fixed or any(each.arg in _NEVER_LOGGED for each in call.keywords):
            yield call.lineno


def _randomness(read: _Read) -> Iterator[int]:
    for call in read.calls:
        first, _, last = _name(call.func).rpartition(".")
        if first == "random" and last in _DICE:
            yield call.lineno


def _temporary(read: _Read) -> Iterator[int]:
    for call in read.calls:
        if _name(call.func) in {"tempfile.mktemp", "os.tempnam", "os.tmpnam"}:
            yield call.lineno


CHECKS: dict[str, Callable[[_Read], Iterator[int]]] = {
    "markup": _markup,
    "sql": _sql,
    "shell": _shell,
    "outbound": _outbound,
    "patience": _patience,
    "trust": _trust,
    "stream": _stream,
    "code": _code,
    "unpacking": _unpacking,
    "xml": _xml,
    "forgery": _forgery,
    "redirect": _redirect,
    "log": _log,
    "randomness": _randomness,
    "temporary": _temporary,
}


def findings_in(source: str, path: Path) -> list[Finding]:
    """Every broken rule in `source`: Python, or a template if `path` ends so. Raises SyntaxError for bad Python."""
    if path.suffix == ".html":
        return sorted(Finding(path, at, "markup") for at in _trusting_lines(source))
    read = _Read.of(source)
    return sorted({Finding(path, line, rule) for rule, check in CHECKS.items() for line in check(read)})


def _trusting_lines(source: str) -> Iterator[int]:
    for at, line in enumerate(source.splitlines(), start=1):
        if _UNESCAPED.search(line) or _SAFE.search(_SAFE_LITERAL.sub("", line)):
            yield at


def sources(root: Path) -> Iterator[Path]:
    """The files that the lint reads: our code and templates; tests and migrations left out."""
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
        if not {"tests", "migrations", "node_modules"} & set(path.relative_to(root).parts):
            yield path


def check(root: Path) -> list[Finding]:
    """Every broken rule below `root`, those left out that are there by decision."""
    found = [finding for path in sources(root) for finding in findings_in(path.read_text(), path)]
    return [each for each in found if (each.path.relative_to(root).as_posix(), each.rule) not in ALLOWED]


def main(arguments: list[str]) -> int:
    """Print what was found below the folder named, `almoner` if none is; 1 if anything was."""
    return lint.run(arguments, sources, check)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
