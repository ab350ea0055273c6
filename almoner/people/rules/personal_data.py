"""The classes of personal data. Every field of every model declares one, in its app’s `personal_data.toml`."""

from enum import StrEnum


class PersonalData(StrEnum):
    """What a field tells about a living person, and so how it is kept, shown and erased."""

    NONE = "none"
    IDENTITY = "identity"
    CONTACT = "contact"
    PROFESSIONAL = "professional"
    EMPLOYMENT = "employment"
    CASEWORK = "casework"
    HEALTH = "health"
    CRIMINAL = "criminal"
    EQUALITY = "equality"
    CREDENTIAL = "credential"
    TRACE = "trace"
    LINK = "link"

    @property
    def words(self) -> str:
        """What the class holds, for the data protection officer."""
        return CLASS_WORDS[self]


CLASS_WORDS: dict[PersonalData, str] = {
    PersonalData.NONE: "Tells nothing about a person.",
    PersonalData.IDENTITY: "Who somebody is: a name, a date of birth, a likeness.",
    PersonalData.CONTACT: "How to reach somebody: an email address, a telephone number, a postal address.",
    PersonalData.PROFESSIONAL: "What the register says of a social worker, published by law unless suppressed.",
    PersonalData.EMPLOYMENT: "Somebody’s work: employer, post, dates, manager.",
    PersonalData.CASEWORK: "What is said or decided about somebody in a case. Free text counts as this.",
    PersonalData.HEALTH: "Special category: somebody’s health.",
    PersonalData.CRIMINAL: "Convictions, cautions and allegations of crime.",
    PersonalData.EQUALITY: "Special category: ethnicity, disability, belief, orientation. Never beside a name.",
    PersonalData.CREDENTIAL: "A secret that proves who somebody is. Never shown, exported or logged.",
    PersonalData.TRACE: "What somebody did and when: sign-ins, reads, an address they came from.",
    PersonalData.LINK: "Points at a person’s row, and tells whatever that row tells.",
}
