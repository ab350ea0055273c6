"""For pages with a form of their own that is sent to an action: one key for one submission, and what may come back.

sending = Sending(request, EndForm)
if sending.is_whole:
    made = sending.done(lambda key: actions.end(values=sending.form.values, by=request.user, key=key, …))
    if made is not None:
        return redirect(…)
return render(request, "…", sending.context | {…})
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import uuid4

from django.http import Http404, HttpRequest

from almoner.casework.web.forms import DeclaredForm
from almoner.drafts.web.forms import drafted
from almoner.procedure.actions import KeyTaken, NotVisible
from almoner.procedure.rules import Refused

#: More characters than a key of ours has, and few enough to stand behind whose it is in the database's column.
LONGEST_KEY = 80
SENT_OTHERWISE = "This was sent in another way meanwhile. Send it again if it is still missing"

Form = TypeVar("Form", bound=DeclaredForm)
Made = TypeVar("Made")


def form_key(request: HttpRequest) -> str:
    """The name of this submission: the same form sent twice says it twice. A new one where the form says none."""
    return request.POST.get("key", "")[:LONGEST_KEY].replace("\0", "") or str(uuid4())


class Sending(Generic[Form]):
    """A form with its draft and its key, until the action that it asks for is done."""

    def __init__(self, request: HttpRequest, form_class: type[Form], **rest: Any) -> None:
        self.form, self._draft = drafted(request, form_class, **rest)
        self._sent, self._key = request.method == "POST", form_key(request)

    @property
    def is_whole(self) -> bool:
        """Whether the form was sent, and each answer by itself can be used."""
        return self._sent and self.form.is_valid()

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {"form": self.form, "draft": self._draft, "key": self._key}

    def done(self, act: Callable[[str], Made]) -> Made | None:
        """What the action came to, with the draft gone; None where it is refused, and the form then says why.

        `act` is given the key. A case that is not there for its reader is a 404.
        """
        try:
            made = act(self._key)
        except NotVisible:
            raise Http404 from None
        except KeyTaken:
            self._key = str(uuid4())
            self.form.add_error(None, SENT_OTHERWISE)
            return None
        except Refused as refused:
            self.form.refuse(refused.refusals)
            return None
        self._draft.done()
        return made
