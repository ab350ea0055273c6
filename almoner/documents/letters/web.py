"""A letter's HTML twin: the same words in the same order, for a page or to be kept as a file."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from almoner.documents.letters.writing import Block, Heading, Letter, Paragraph, Points, Table, day_words

_STYLE = Markup("""
body{font:1.1875rem/1.5 "Atkinson Hyperlegible Next","Atkinson Hyperlegible",Arial,sans-serif;color:#1b1b1b;
max-width:42rem;margin:2rem auto;padding:0 1rem}address{font-style:normal;margin:0 0 1.5rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:bold;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #8a8a8a;padding:.4rem .8rem .4rem 0}
footer{border-top:1px solid #8a8a8a;margin-top:2rem;overflow-wrap:anywhere}
""")


def article(letter: Letter) -> Markup:
    """The letter as an `article` element, to stand in a page of ours."""
    sender = letter.sender
    return Markup('<article class="almoner-letter" lang="en-GB">{}</article>').format(
        Markup("").join(
            [
                _lines([sender.organisation, *sender.lines, sender.email, sender.telephone]),
                _lines(letter.to),
                Markup('<p><time datetime="{}">{}</time></p>').format(letter.date.isoformat(), day_words(letter.date)),
                Markup("<p>Our reference: {}</p><h1>{}</h1><p>{}</p>").format(
                    letter.reference, letter.title, letter.greeting
                ),
                *(_block(block) for block in letter.body),
                _close(letter),
            ]
        )
    )


def page(letter: Letter) -> str:
    """The letter as a whole HTML document that needs nothing else, to be kept or sent."""
    return str(
        Markup(
            '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{}</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><style>{}</style></head>'
            "<body><main>{}</main></body></html>\n"
        ).format(f"{letter.title} ({letter.reference})", _STYLE, article(letter))
    )


def _lines(lines: Sequence[str]) -> Markup:
    return Markup("<address>{}</address>").format(Markup("<br>").join(escape(line) for line in lines if line))


def _block(block: Block) -> Markup:
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>").format(block.text)
    if isinstance(block, Heading):
        return Markup("<h2>{}</h2>").format(block.text)
    if isinstance(block, Points):
        items = Markup("").join(Markup("<li>{}</li>").format(item) for item in block.items)
        return (Markup("<ol>{}</ol>") if block.numbered else Markup("<ul>{}</ul>")).format(items)
    return _table(block)


def _table(table: Table) -> Markup:
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(column) for column in table.columns)
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
        )
        for row in table.rows
    )
    return Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        table.caption, head, rows
    )


def _close(letter: Letter) -> Markup:
    parts = [Markup("<p>{}</p>").format(letter.closing)]
    if letter.signed_by:
        signed = Markup("<br>").join(escape(line) for line in (letter.signed_by, letter.signed_as) if line)
        parts.append(Markup("<p>{}</p>").format(signed))
    if letter.enclosures:
        parts.append(Markup("<h2>Enclosed</h2>") + _block(Points(letter.enclosures)))
    if letter.sealed:
        parts.append(Markup("<footer><h2>How to check this letter</h2><p>{}</p></footer>").format(letter.sealed.words))
    return Markup("").join(parts)
