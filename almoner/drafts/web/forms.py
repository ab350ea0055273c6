"""For the views of other apps: a form that comes back with what was typed into it.

    form, draft = drafted(request, ReferralForm)
    if request.method == "POST" and form.is_valid():
        actions.refer(...)
        draft.done()
        return redirect(...)
    return render(request, "…", {"form": form, "draft": draft})

and in the page

    {{ draft_restored(draft) }}
    {% call form_frame(form, draft=draft) %}{{ fields(form) }}{{ buttons("Send", draft=draft) }}{% endcall %}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from almoner.drafts import actions, queries
from almoner.drafts.rules import Values

Form = TypeVar("Form", bound=forms.BaseForm)


@dataclass(frozen=True, slots=True)
class Drafted:
    """Where a form's draft is kept, and since when there is one."""

    request: HttpRequest
    of: str
    saved_at: datetime | None

    @property
    def keep(self) -> str:
        """Where the script sends what has been typed so far."""
        return self._address("draft-keep")

    @property
    def later(self) -> str:
        """Where the button without script sends the form, to be taken up another time."""
        return self._address("draft-later")

    @property
    def discard(self) -> str:
        """Where the form begins again."""
        return self._address("draft-discard")

    def done(self) -> None:
        """The form was sent: its draft is no longer needed."""
        actions.discard(of=self.of, by=self.request.user, now=self.request.now)  # type: ignore[attr-defined]

    def _address(self, name: str) -> str:
        return f"{reverse(name)}?{urlencode({'of': self.of})}"


def drafted(request: HttpRequest, form_class: type[Form], **rest: Any) -> tuple[Form, Drafted]:
    """The form as it was sent, or else with what its reader had typed before they left; and its draft."""
    kept = queries.draft_of(request.user, request.path)
    draft = Drafted(request, request.path, kept.saved_at if kept and request.method != "POST" else None)
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **rest), draft
    form = form_class(**rest)
    if kept:
        form.initial = {**form.initial, **typed_before(form, kept.values)}
    return form, draft


def typed_before(form: forms.BaseForm, values: Values) -> dict[str, Any]:
    """What each field shows for what was kept; a field that no longer exists is left out, a file is never kept."""
    sent = QueryDict(mutable=True)
    for name, several in values.items():
        sent.setlist(name, several)
    return {
        name: field.widget.value_from_datadict(sent, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
        and not field.widget.value_omitted_from_data(sent, {}, form.add_prefix(name))
    }
