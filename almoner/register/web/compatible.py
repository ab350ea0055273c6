"""The regulator's own look-up, for clients written against it: the same path, keys and error answers (domain 1.1)."""

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from almoner.operations.rules import PUBLIC_SEARCH, PUBLIC_SEARCH_BY_NETWORK
from almoner.operations.web.limits import limited
from almoner.operations.web.replica import may_be_read_from_the_replica
from almoner.people.web.pages import public_page
from almoner.register import queries
from almoner.register.rules.extract import status_words
from almoner.register.rules.standing import Standing
from almoner.scope.clock import london_date

_WHOLE: Final = re.compile(r"[+-]?\d+", re.ASCII)
_INT32: Final = 2**31 - 1


@public_page
@limited(PUBLIC_SEARCH, PUBLIC_SEARCH_BY_NETWORK)
@may_be_read_from_the_replica
def social_worker_by_id(request: HttpRequest) -> HttpResponse:
    """One entry by the digits of its number.

    400 without `swid`; 422 when it is no positive whole number; 404 when there is no such entry. The service that
    this stands in for answers 500 above its largest whole number, and its clients are written for that, so it is
    answered here too: on purpose, and without anything having gone wrong.
    """
    asked = request.GET.get("swid", "").strip()
    if not asked:
        return JsonResponse({"error": "swid is required"}, status=400)
    if not _WHOLE.fullmatch(asked) or asked.startswith("-") or not asked.strip("+0"):
        return JsonResponse({"error": "swid must be a positive whole number"}, status=422)
    if len(asked) > 12 or int(asked) > _INT32:
        return JsonResponse({"error": "swid is too large"}, status=500)
    today = london_date(request.now)  # type: ignore[attr-defined]
    entry_id = queries.entry_by_number(int(asked))
    found = queries.facts_for([entry_id], today).get(entry_id) if entry_id else None
    if found is None:
        return JsonResponse({"error": "not found"}, status=404)
    return JsonResponse(_answer(found))


def _answer(found: queries.EntryOn) -> dict[str, Any]:
    standing = found.standing
    status = (
        "Suspended"
        if standing.standing is Standing.SUSPENDED
        else status_words(standing.may_practise, standing.ended_how)
    )
    return {
        "Registration Number": found.shown_number,
        "Registered Name": found.name.full,
        "Status": status,
        "Town of employment": found.town,
        "Registered from": standing.registered_from,
        "Registered until": standing.registered_until,
        "Annotations": [a.kind.code for a in standing.annotations],
        "Registered": standing.may_practise,
    }
