"""The engine: procedures, moves, steps, requests, clocks, whose turn it is. How a context uses it.

It decides and writes; `almoner.casework`, above it, has the pages, the API and the drawings of every procedure.

1. `rules.py` declares the table (pure; roles are `people.rules.Role`, or a `Relation` to the case):

    from almoner.procedure.rules import OPEN, START, STAY, MACHINE, Asking, Clock, Field, Kind, Move, Pause
    from almoner.procedure.rules import Procedure, Refusal, Relation, RequestKind

    def an_outcome_is_given(asking: Asking) -> Refusal | None:       # asking.values, .reasons, .roles, .on,
        if asking.value("outcome"):                                  # .taken (earlier steps), .facts, .state
            return None
        return Refusal("STD-7.1", "No outcome is given.", "Say what was done.")  # what would change it

    STAFF_ALERT = Procedure("staff_alert", title="Alert about a registration", moves=[
        Move("raise", to="open", by=[MACHINE], cites="STD-7.1"),
        Move("take_up", "open", to="being_dealt_with", by=[Role.HR_OFFICER], cites="STD-7.1"),
        Move("settle", "being_dealt_with", to="dealt_with", by=[Role.HR_OFFICER], asks=[an_outcome_is_given],
             fields=[Field("outcome", "What was done?", Kind.LONG)], cites="STD-7.1"),
    ], states={"being_dealt_with": "Being dealt with"},
       clocks=[Clock("answer", starts="open", stops="dealt_with", working_days=2, cites="STD-7.1")])

   Move(name, frm=START, *, to, by, cites, asks=(), only_if=(), not_by_taker_of=(), reasons=False, fields=(),
        label="", done="", guidance="", grave=False, tells=())
        frm: START opens a case; OPEN is every state that is not final; several may be listed. to: STAY keeps the state.
        asks judge what was typed; only_if the case alone. grave=True puts a warning before the button.
        tells: the roles or relations who get a notice once it is taken.
   Field(name, label, kind=Kind.TEXT, *, required=True, hint="", choices=((value, words),...), max_length=10_000)
        Kind: TEXT LONG DATE CHOICE SEVERAL YES_NO NUMBER. Dates may be `date` or ISO text.
   Clock(name, *, starts, stops, working_days= | days= | months= (int or Dated), pauses=(Pause(...),), cites, label)
   Pause(name, *, because, cites, waits_on="", while_in=(states), while_asked=(request kinds), by=(roles, by hand))
   RequestKind(name, *, cites, by=[roles], label="", fields=(), while_in=(states), expires_after=42,
               remind_before=(28, 14))

2. `models.py` has the table; the migration adds `case_table` after CreateModel:

    class StaffAlert(Case):                                 # id, reference, title, organisation, visible_to, state,
        ...                                                 # version, assigned_to, opened_at, closed_at
        class Meta(Case.Meta):
            constraints = [state_is_known(STAFF_ALERT)]     # almoner.procedure.models

    operations = [CreateModel(...), *case_table("employment_staffalert", "staff_alert")]   # almoner.procedure.tables
    dependencies = [("procedure", "0001_cases"), ...]

   `case_table` adds row-level security by `visible_to`, keeps the worklist's line by trigger, and refuses
   a state that no step led to. A new case is inserted by `open_case` alone.

3. `access.py` says who sees it and what everybody is to it (almoner.procedure.access):

    class AlertAccess(ByOrganisation[StaffAlert]):          # memberships in case.organisation are the roles
        def roles_among(self, people, case, on): ...        # super()'s roles of each, and their relations
        def holders(self, role, case, on): ...              # the people in a relation; None: everybody with that role
        def facts(self, case): ...                          # anything the tests need, as asking.facts

4. `apps.py`, in ready():  register(STAFF_ALERT, model=StaffAlert, access=AlertAccess(StaffAlert),
                                    after={"settle": write_outcome})   # optional: (*, case, step, by, now)
   and for what its pages show (almoner.casework.showing): show(STAFF_ALERT, Shown(forms=..., details=...,
                                    statement=..., related=...))

5. Anybody then calls (all keyword-only, each in one transaction):

    from almoner.procedure import actions
    actions.open_case(STAFF_ALERT, case=StaffAlert(title=..., organisation=..., visible_to=[...]), move="raise",
                      by=SystemActor("worker:sweep"), now=now, key="alert:<what makes it one>", values={}, reasons="")
    actions.take(case=case, move="settle", by=person, now=now, key=uuid, version=case.version, reasons="", values={})
        both -> Receipt
        Receipt(step, case, again)     again: the key was used before; nothing was done twice
        raises Refused(refusals), Stale(case, since), NotVisible (show a 404)
    actions.ask / answer / delivered / bounced / remind / expire / withdraw / review        requests
    actions.pause / resume / assign / note / refresh_turns

   Pages come with it, from `almoner.casework`: /work/  /work/waiting/  /cases/<procedure>/<uuid>/
   /cases/<procedure>/<uuid>/<move>/  /api/cases/
   The generated test of state x move x role covers whatever is registered.
   docs/adding-a-procedure.md says it at length.
"""
