"""The columns of a file of inherited cases, as a page of docs/ that is made from the rules which read them."""

from almoner.fitness.rules.inherited import Reached
from almoner.fitness.rules.inherited_rows import COLUMNS, MEANING, REQUIRED

HEAD = """# Inherited cases

A file of the fitness to practise cases that a former regulator began: CSV, XLSX or ODS, one row for each case, with
these headings in one row above them, in any order and however capitalised. `almoner import-inherited FILE --from NAME`
brings it in, as does the page under Concerns for whoever may. Made by `almoner docs` from
`almoner/fitness/rules/inherited_rows.py`.

| column | needed | what it holds |
| --- | --- | --- |
"""
TAIL = """
Days are written like 4 March 2019, 04/03/2019 (the day first) or 2019-03-04. Other columns are kept with the case as
they stand. A row is refused, with its line, why and what to do, where a needed column is empty, a day is in the future
or before the one that it follows, the stage is none of these, or its reference stands twice in the file or was
brought in before and now says something else. It is never refused for whom it is about: a number that is
missing, that nobody has or that belongs to another name is looked at by a triage officer, and until then the case is
about no entry.

| stage | where the case lands |
| --- | --- |
"""
LANDS = {
    Reached.TRIAGE: "A concern at triage.",
    Reached.INVESTIGATION: "An investigation to be planned.",
    Reached.EXAMINERS: "Waiting for a pair of case examiners.",
    Reached.HEARING: "A final hearing to be listed.",
    Reached.CLOSED: "A concern closed by the former regulator.",
}


def documents() -> dict[str, str]:
    """The page of docs/ that says what a file of inherited cases holds."""
    columns = [f"| {one} | {'yes' if one in REQUIRED else ''} | {MEANING[one]} |" for one in COLUMNS]
    stages = [f"| {stage.words} | {where} |" for stage, where in LANDS.items()]
    return {"docs/inherited-cases.md": HEAD + "\n".join(columns) + "\n" + TAIL + "\n".join(stages) + "\n"}
