"""Sources and clauses as data: every duty the platform answers for, and what in the code answers for it.

`cites("FTP-3.8")` on a rule or a page says which clause it carries out; tests say it with
`@pytest.mark.clause("FTP-3.8")`. `almoner clauses` sets the two side by side.
"""

from almoner.clauses.rules import cites, claim

__all__ = ["cites", "claim"]
