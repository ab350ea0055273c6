from __future__ import annotations

from django.apps import AppConfig


class ProcedureConfig(AppConfig):
    name = "almoner.procedure"

    def ready(self) -> None:
        """Make the engine's notices known, and hear what became of them."""
        from almoner.notices.listening import when_settled
        from almoner.notices.rules import Holds, Template, register
        from almoner.people.changes import when_people_change
        from almoner.procedure import tasks
        from almoner.procedure.actions.requests import heard

        register(
            Template(
                "case_moved",
                "A case you work on has moved",
                ("A case on Almoner has moved on, and you may be the one it waits for.",),
                button="Open the case",
                link="{where}",
                values={"where": Holds.LINK},
            ),
            Template(
                "request_made",
                "{asker} asks you to answer by {until}",
                (
                    "{asker} asks you for information it needs.",
                    "You need no account. The link below is for you alone: please do not pass it on.",
                ),
                button="Answer",
                link="{link}",
                values={"link": Holds.SECRET_LINK, "asker": Holds.ORGANISATION, "until": Holds.DATE},
                why="You get this because you were named as somebody who can answer.",
            ),
        )
        when_settled("procedure", heard)
        when_people_change(
            "procedure", lambda organisation_id: tasks.follow_people.defer(organisation_id=organisation_id)
        )
