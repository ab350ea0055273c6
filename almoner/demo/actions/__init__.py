"""Every write of the demonstration: the region, the register's entries, the list that waits."""

from almoner.demo.actions.making import NotADemonstration, make_country, make_past, make_region

__all__ = ["NotADemonstration", "make_country", "make_past", "make_region"]
