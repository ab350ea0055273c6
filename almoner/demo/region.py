"""An invented region: organisations, their people and their lines of management. Pure, and the same for a seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from almoner.demo.names import Name, draw, email_for
from almoner.people.rules import OrganisationKind, Role


@dataclass(frozen=True)
class PlannedOrganisation:
    """An organisation to be made."""

    slug: str
    name: str
    kind: OrganisationKind
    town: str
    domain: str
    teams: int = 0
    team_size: int = 0


@dataclass
class PlannedPerson:
    """Somebody to be made: who they are, where they work, in which roles and since when."""

    name: Name
    email: str
    organisation: str
    roles: tuple[Role, ...]
    since: date
    post: str | None = None
    called: str = ""
    story: str = ""
    registered: bool = False


@dataclass
class PlannedPost:
    """A post: its key within the organisation, its title, and the key of the post above."""

    key: str
    organisation: str
    title: str
    manager: str | None
    opened: date
    team: str = ""
    covered_by: str | None = None


@dataclass
class Region:
    """Everything planned, in the order in which it can be made."""

    organisations: list[PlannedOrganisation] = field(default_factory=list)
    posts: list[PlannedPost] = field(default_factory=list)
    people: list[PlannedPerson] = field(default_factory=list)

    def at(self, organisation: str, role: Role) -> PlannedPerson:
        """The first person planned in `role` at `organisation`."""
        return next(p for p in self.people if p.organisation == organisation and role in p.roles)

    def social_workers(self) -> Iterator[PlannedPerson]:
        """Those who need an entry on the register."""
        return (person for person in self.people if person.registered)


K = OrganisationKind
REGULATOR = "regulator"

ORGANISATIONS = (
    PlannedOrganisation(REGULATOR, "Office for Social Work Registration", K.REGULATOR, "Stonehallow", "oswr.example"),
    PlannedOrganisation(
        "thornmere", "Thornmere County Council", K.COUNCIL, "Thornmere", "thornmere.example", teams=9, team_size=8
    ),
    PlannedOrganisation(
        "wexcombe", "Wexcombe City Council", K.COUNCIL, "Wexcombe", "wexcombe.example", teams=6, team_size=7
    ),
    PlannedOrganisation(
        "penmarsh", "Penmarsh Borough Council", K.COUNCIL, "Penmarsh", "penmarsh.example", teams=4, team_size=6
    ),
    PlannedOrganisation("harbour", "Harbour Locums", K.AGENCY, "Westhaven", "harbourlocums.example", team_size=14),
    PlannedOrganisation("beacon", "Beacon Social Care Recruitment", K.AGENCY, "Highcross", "beaconscr.example", 0, 9),
    PlannedOrganisation("fernleigh", "Fernleigh Practice", K.PRACTICE, "Fernleigh", "fernleighpractice.example", 0, 8),
    PlannedOrganisation("ravensworth", "University of Ravensworth", K.UNIVERSITY, "Ravensworth", "ravensworth.example"),
)

SERVICES = ("Children in Need and Protection", "Children Looked After", "Adults and Safeguarding")
TEAMS = (
    "Assessment North",
    "Assessment South",
    "Safeguarding East",
    "Safeguarding West",
    "Looked After One",
    "Looked After Two",
    "Leaving Care",
    "Fostering",
    "Adults Locality",
    "Hospital Discharge",
    "Mental Health",
    "Learning Disability",
)

REGULATOR_DESKS: tuple[tuple[Role, str, str], ...] = (
    (
        Role.REGISTER_OFFICER,
        "Register officer",
        "Keeps the register. End a registration, and the employer is told within minutes.",
    ),
    (Role.TRIAGE_OFFICER, "Triage officer", "Reads new concerns first."),
    (Role.INVESTIGATOR, "Investigator", "Gathers evidence; may open a case in an emergency, and is watched doing so."),
    (Role.CASE_EXAMINER, "Case examiner", "Decides, with another, whether a case goes to a hearing."),
    (Role.ADJUDICATOR, "Adjudicator", "Sits on panels that hear cases."),
    (Role.HEARINGS_OFFICER, "Hearings officer", "Lists hearings and serves notice of them."),
    (Role.EDUCATION_OFFICER, "Education officer", "Approves and inspects courses."),
    (Role.BOARD_MEMBER, "Board member", "Sees figures, and no casework."),
)


class Drawing:
    """A region while it is planned: draws names and dates, and keeps addresses apart."""

    def __init__(self, seed: int, today: date) -> None:
        self.dice, self.today, self.region = Random(seed), today, Region()
        self.addresses: set[str] = set()

    def person(
        self, place: PlannedOrganisation, *roles: Role, post: str | None = None, story: str = "", registered: bool
    ) -> PlannedPerson:
        name = draw(self.dice)
        since = self.today - timedelta(days=int(60 + 4000 * self.dice.random() ** 1.5))
        made = PlannedPerson(
            name,
            email_for(name, place.domain, self.addresses),
            place.slug,
            roles,
            since,
            post=post,
            story=story,
            registered=registered,
        )
        self.region.people.append(made)
        return made

    def post(self, place: PlannedOrganisation, key: str, title: str, manager: str | None, team: str = "") -> str:
        opened = date(2015, 4, 1)
        self.region.posts.append(PlannedPost(key, place.slug, title, manager, opened, team))
        return key


def plan(seed: int, today: date) -> Region:
    """The region as `seed` makes it on `today`: eight organisations, their people, posts and cover.

    The same seed and day give the same region to the letter. Each council has one vacancy that nobody
    covers, one that somebody covers, and a whole line otherwise.
    """
    drawing = Drawing(seed, today)
    for place in ORGANISATIONS:
        drawing.region.organisations.append(place)
        if place.kind is K.REGULATOR:
            _regulator(drawing, place)
        elif place.kind is K.COUNCIL:
            council(drawing, place)
        elif place.kind is K.AGENCY:
            _agency(drawing, place)
        elif place.kind is K.PRACTICE:
            _practice(drawing, place)
        else:
            _university(drawing, place)
        everywhere(drawing, place)
    for place in ORGANISATIONS:
        if place.kind is K.COUNCIL:
            _chief_executive(drawing, place)
    return drawing.region


def _regulator(drawing: Drawing, place: PlannedOrganisation) -> None:
    head = drawing.post(place, "chief", "Chief officer", None)
    drawing.person(place, Role.BOARD_MEMBER, post=head, story="Leads the regulator.", registered=False)
    for number, (role, title, story) in enumerate(REGULATOR_DESKS):
        desk = drawing.post(place, f"desk-{number}", title, head)
        drawing.person(place, role, post=desk, story=story, registered=role is Role.CASE_EXAMINER)
    _more_deciders(drawing, place, head)
    drawing.person(
        place, Role.PLATFORM_OPERATOR, story="Runs Almoner: sets up organisations. No casework.", registered=False
    )


def _more_deciders(drawing: Drawing, place: PlannedOrganisation, head: str) -> None:
    """Those who decide with others: a lay case examiner beside the professional one, and a whole panel.

    Drawn with dice of their own, so that everybody else stays who they were.
    """
    kept, drawing.dice = drawing.dice, Random(f"{place.slug}:deciders")
    more = (
        (Role.CASE_EXAMINER, "Lay case examiner", "The lay half of a pair of case examiners."),
        (Role.ADJUDICATOR, "Lay adjudicator, chair", "Chairs panels, and has never been a social worker."),
        (Role.ADJUDICATOR, "Adjudicator, social worker", "Sits on panels as a social worker."),
    )
    for number, (role, title, story) in enumerate(more):
        desk = drawing.post(place, f"decider-{number}", title, head)
        drawing.person(place, role, post=desk, story=story, registered=False)
    drawing.dice = kept


def council(drawing: Drawing, place: PlannedOrganisation) -> None:
    """A council whole: its management, and teams with a vacancy that is covered and one that is not."""
    heads = council_management(drawing, place)
    for number in range(place.teams):
        _team(drawing, place, number, heads[number % len(heads)])


def council_management(drawing: Drawing, place: PlannedOrganisation, *, every_team_managed: bool = False) -> list[str]:
    """A council’s management, director to heads of service, with its principal social worker and HR officer.

    Returns the posts of the heads of service. `every_team_managed` adds each team’s manager below them, and
    nobody below that.
    """
    director = drawing.post(place, "director", "Director of social services", None)
    drawing.person(place, Role.DIRECTOR, post=director, story="Answers in law for social services.", registered=True)
    deputy = drawing.post(place, "deputy", "Deputy director", director)
    drawing.person(
        place, Role.DEPUTY_DIRECTOR, post=deputy, story="Acts for the director in their absence.", registered=True
    )
    lead = drawing.post(place, "psw", "Principal social worker", director)
    drawing.person(
        place,
        Role.PRINCIPAL_SOCIAL_WORKER,
        post=lead,
        story="Leads on practice and the Standards for Employers.",
        registered=True,
    )
    people = drawing.post(place, "hr", "HR officer", deputy)
    drawing.person(
        place,
        Role.HR_OFFICER,
        post=people,
        story=(
            "Has a list of the council’s social workers to check against the register."
            if place.slug == "thornmere"
            else "Sees that everybody on the staff list may practise."
        ),
        registered=False,
    )
    services = SERVICES if place.teams > 4 else SERVICES[:2]
    heads = []
    for number, service in enumerate(services):
        heads.append(drawing.post(place, f"head-{number}", f"Head of service, {service}", deputy))
        drawing.person(
            place, Role.HEAD_OF_SERVICE, post=heads[-1], story=f"Answers for {service.lower()}.", registered=True
        )
    if every_team_managed:
        for number in range(place.teams):
            team = TEAMS[number % len(TEAMS)]
            desk = drawing.post(
                place, f"team-{number}", f"Team manager, {team} {number // len(TEAMS) + 1}", heads[number % len(heads)]
            )
            drawing.person(place, Role.TEAM_MANAGER, post=desk, registered=True)
    return heads


def _chief_executive(drawing: Drawing, place: PlannedOrganisation) -> None:
    """Drawn after everybody, so that the others stay who they are, and told before the director."""
    story = "Signs, with the director, for an agency worker whose price is above the cap."
    drawing.person(place, Role.CHIEF_EXECUTIVE, story=story, registered=False)
    people = drawing.region.people
    people.insert(people.index(drawing.region.at(place.slug, Role.DIRECTOR)), people.pop())


def _team(drawing: Drawing, place: PlannedOrganisation, number: int, head: str) -> None:
    """A team: its manager, and as many practitioners as the council’s teams have."""
    team = TEAMS[number % len(TEAMS)]
    desk = drawing.post(place, f"team-{number}", f"Team manager, {team}", head, team)
    if number != 1:
        drawing.person(
            place, Role.TEAM_MANAGER, post=desk, story=f"Runs the {team} team." if number < 2 else "", registered=True
        )
    for seat in range(place.team_size):
        title = "Senior social worker" if seat == 0 else "Social worker"
        key = drawing.post(place, f"team-{number}-{seat}", title, desk, team)
        if number == 2 and seat == place.team_size - 1:
            continue
        story = f"A social worker in {team}." if number == 0 and seat == 1 else ""
        drawing.person(place, Role.PRACTITIONER, post=key, story=story, registered=True)
    if number == 1:
        # The team whose manager has left is covered by the manager of the first team.
        drawing.region.posts[-1 - place.team_size].covered_by = "team-0"


def _agency(drawing: Drawing, place: PlannedOrganisation) -> None:
    head = drawing.post(place, "manager", "Agency manager", None)
    drawing.person(place, Role.AGENCY_MANAGER, post=head, story="Answers for the agency’s books.", registered=False)
    for number in range(2):
        desk = drawing.post(place, f"desk-{number}", "Consultant", head)
        drawing.person(
            place,
            Role.AGENCY_CONSULTANT,
            post=desk,
            story="Finds work for social workers." if number == 0 else "",
            registered=False,
        )
        for seat in range(place.team_size // 2):
            key = drawing.post(place, f"desk-{number}-{seat}", "Agency social worker", desk)
            drawing.person(place, Role.PRACTITIONER, post=key, registered=True)


def _practice(drawing: Drawing, place: PlannedOrganisation) -> None:
    head = drawing.post(place, "lead", "Practice lead", None)
    drawing.person(
        place, Role.PRACTICE_LEAD, post=head, story="Runs a practice under contract to a council.", registered=True
    )
    for seat in range(place.team_size):
        key = drawing.post(place, f"seat-{seat}", "Social worker", head)
        drawing.person(place, Role.PRACTITIONER, post=key, registered=True)


def _university(drawing: Drawing, place: PlannedOrganisation) -> None:
    head = drawing.post(place, "lead", "Course lead", None)
    drawing.person(place, Role.COURSE_LEAD, post=head, story="Answers for the social work degrees.", registered=True)


def everywhere(drawing: Drawing, place: PlannedOrganisation) -> None:
    """What every organisation has: a privacy officer and an administrator."""
    drawing.person(place, Role.PRIVACY_OFFICER, story="Is told of each emergency opening of a case.", registered=False)
    drawing.person(
        place, Role.ORGANISATION_ADMINISTRATOR, story="Decides who belongs here and in which role.", registered=False
    )
