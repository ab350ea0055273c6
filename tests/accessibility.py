"""What every page must be: WCAG 2.2 AA by axe, and what axe cannot see.

`then_the_page_is_accessible(page)` ends a journey. Each check returns faults in words, so that one test shows them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import noticed, watched

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 320, "height": 700}
TABBABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
Check = Callable[[Page], list[str]]
_axe = Axe()


def then_the_page_is_accessible(page: Page, *, opens_by_address: bool = True) -> None:
    """Fail with every fault of the page. `opens_by_address=False` where it is the answer to a form."""
    faults = [fault for check in CHECKS for fault in check(page)]
    if opens_by_address:
        faults += faults_without_script(page)
    assert faults == [], f"{page.url}\n" + "\n".join(faults)


def faults_by_axe(page: Page) -> list[str]:
    """Every violation that axe finds, with where and what to do."""
    # A page that is still being put in place of another has no document to look at.
    page.wait_for_load_state()
    found = _axe.run(page, options={"runOnly": STANDARD, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"axe {one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def faults_of_headings(page: Page) -> list[str]:
    """One first heading; a title that says the page and the service, and an error when there is one."""
    faults = []
    title = page.title()
    if (count := page.locator("h1:visible").count()) != 1:
        faults.append(f"the page has {count} first headings")
    if not title.endswith(" – Almoner") or not title.removesuffix(" – Almoner").strip():
        faults.append(f"the title does not say the page and the service: {title!r}")
    in_error = page.locator(".govuk-error-summary").count() > 0
    if in_error != title.startswith("Error: "):
        faults.append(f"the title {'does not say' if in_error else 'wrongly says'} that there is an error: {title!r}")
    return faults


def faults_of_links(page: Page) -> list[str]:
    """Links that sound the same must lead to the same place."""
    places: dict[str, set[str]] = {}
    for words, href in page.evaluate(LINKS):
        places.setdefault(words, set()).add(href)
    return [f"“{words}” leads to several places: {sorted(hrefs)}" for words, hrefs in places.items() if len(hrefs) > 1]


def faults_of_reflow(page: Page) -> list[str]:
    """At 320 pixels nothing runs off the side, and every target is large enough to hit."""
    before = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    # The width is that of the page as it was until it has been drawn at the new one.
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    page.evaluate(SETTLED, NARROW["width"])
    wide = page.evaluate("document.documentElement.scrollWidth")
    culprits = page.evaluate(OVERFLOWING) if wide > NARROW["width"] else []
    if before:
        page.set_viewport_size(before)
    return [f"at 320 pixels the page is {wide} wide: {culprits}"] if wide > NARROW["width"] else []


def faults_of_keyboard(page: Page) -> list[str]:
    """Everything can be reached by Tab, in the order of the page, and shows where one is, not hidden by anything."""
    page.evaluate(START_AT_TOP)
    page.evaluate(MARK_TABBABLE, TABBABLE)
    expected = page.evaluate("document.querySelectorAll('[data-tab-test]').length")
    reached: list[int] = []
    faults: list[str] = []
    for _ in range(expected + 10):
        page.keyboard.press("Tab")
        at: dict[str, Any] | None = page.evaluate(FOCUSED)
        if at is None or at["place"] in reached:
            break
        reached.append(at["place"])
        faults += [f"{at['what']}: {fault}" for fault in at["faults"]]
    if len(reached) < expected:
        missed = page.evaluate(UNREACHED, reached)
        faults.append(f"not reached by keyboard: {missed}")
    if reached != sorted(reached):
        faults.append(f"the keyboard does not follow the order of the page: {reached}")
    return faults


def faults_noticed(page: Page) -> list[str]:
    """Nothing in the console: no script error, no violation of the content policy, no missing file."""
    return noticed(page)


@contextmanager
def without_script(page: Page) -> Iterator[Page]:
    """The same address in a page beside it, in which no script runs."""
    bare = watched(page.context.new_page())
    # In the same context, which has the cookies and what was fetched already; a context of its own has neither.
    page.context.new_cdp_session(bare).send("Emulation.setScriptExecutionDisabled", {"value": True})
    bare.goto(page.url)
    yield bare
    bare.close()


def faults_without_script(page: Page) -> list[str]:
    """The same address without script: the same heading, and nothing to press or fill in that is not there."""
    with without_script(page) as bare:
        faults = [f"without script: {fault}" for fault in noticed(bare)]
        if (heading := bare.locator("h1").first.inner_text()) != page.locator("h1").first.inner_text():
            faults.append(f"without script the heading is {heading!r}")
        for form in bare.locator("form:visible").all():
            if not form.locator("button:visible, input[type=submit]:visible").count():
                faults.append("without script a form cannot be sent")
        if hidden := page.locator("main a:visible").count() - bare.locator("main a:visible").count():
            faults.append(f"without script {hidden} links are not there") if hidden > 0 else None
    return faults


CHECKS: tuple[Check, ...] = (
    faults_by_axe,
    faults_of_headings,
    faults_of_links,
    faults_of_reflow,
    faults_of_keyboard,
    faults_noticed,
)

LINKS = """() => [...document.querySelectorAll("a[href]")].filter(a => a.checkVisibility()).map(a => [
  (a.getAttribute("aria-label") || a.textContent).replace(/\\s+/g, " ").trim(), a.href])"""

# On a busy machine two frames are not enough; what is truly too wide is so after two seconds, too.
SETTLED = """width => new Promise(done => {
  const ends = performance.now() + 2000;
  const look = () => document.documentElement.scrollWidth <= width || performance.now() > ends
    ? done() : requestAnimationFrame(look);
  look();
})"""

OVERFLOWING = """() => [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > 321 && !e.closest(".almoner-scroll > *"))
  .slice(0, 5).map(e => e.outerHTML.slice(0, 90))"""

# Focusing the body makes Tab begin there, wherever the focus was before.
START_AT_TOP = """() => {
  document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute("tabindex");
  window.scrollTo(0, 0);
}"""

# Radios of one name are one stop; what is hidden or disabled is none.
MARK_TABBABLE = """selector => {
  const groups = new Set(); let place = 0;
  for (const e of document.querySelectorAll(selector)) {
    if (!e.checkVisibility({visibilityProperty: true}) || e.disabled || e.tabIndex < 0) continue;
    if (e.closest("details:not([open])") && e.tagName !== "SUMMARY") continue;
    if (e.type === "radio") {
      const key = (e.form?.id || "") + e.name;
      const chosen = [...document.getElementsByName(e.name)].some(r => r.checked);
      if (chosen ? !e.checked : groups.has(key)) continue;
      groups.add(key);
    }
    e.dataset.tabTest = place++;
  }
}"""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || !e.dataset.tabTest) return null;
  const faults = [], box = e.getClientRects()[0] || e.getBoundingClientRect();
  const label = e.labels?.[0];
  const marks = s => ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderColor"]
    .map(name => s[name]).join();
  const before = () => [marks(getComputedStyle(e)), label && marks(getComputedStyle(label, "::before"))].join();
  const focused = before();
  const hidden = box.width < 2 || box.height < 2;
  if (!hidden && !e.classList.contains("govuk-skip-link")) {
    if (box.bottom < 0 || box.top > innerHeight) faults.push("has the focus outside the window");
    const x = box.left + Math.min(box.width / 2, 20), y = box.top + Math.min(box.height / 2, 12);
    const over = document.elementFromPoint(x, y);
    if (over && !e.contains(over) && !over.contains(e) && over !== label && !label?.contains(over)
        && !(e.type === "file")) faults.push("has the focus hidden under " + over.outerHTML.slice(0, 80));
  }
  e.blur();
  const without = before();
  e.focus({focusVisible: true});
  if (focused === without) faults.push("does not show that it has the focus");
  return {place: Number(e.dataset.tabTest), what: e.outerHTML.slice(0, 90), faults};
}"""

UNREACHED = """reached => [...document.querySelectorAll("[data-tab-test]")]
  .filter(e => !reached.includes(Number(e.dataset.tabTest))).slice(0, 5).map(e => e.outerHTML.slice(0, 90))"""
