"""What the platform knows of an authority's addresses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from almoner.people.models import Membership
from almoner.people.rules import OrganisationKind
from almoner.references.rules import addresses
from almoner.scope.context import system


def members_addresses(authority_id: int, on: date) -> list[str]:
    """The addresses of an authority's members on a day. Asked as the platform; not to be shown to anybody else."""
    with system("which addresses are an authority's"):
        held = Membership.objects.on(on).filter(organisation_id=authority_id, person__is_active=True)
        return sorted(set(held.values_list("person__email", flat=True)))


def domains_of(members: Collection[str], on: date) -> frozenset[str]:
    """The domains that are an authority's on a day, by the addresses of its members."""
    with system("which addresses are an agency's"):
        agencies = Membership.objects.on(on).filter(organisation__kind=OrganisationKind.AGENCY)
        theirs = list(agencies.values_list("person__email", flat=True).distinct())
    return addresses.domains_of(members, theirs)


def address_fault(authority_id: int, address: str, on: date) -> str:
    """Why an address is not known to be an authority's, in words; nothing where it is (REF-7)."""
    members = members_addresses(authority_id, on)
    return addresses.fault_of(address, members, domains_of(members, on))
