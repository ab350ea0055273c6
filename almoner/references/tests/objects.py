"""What the addresses of references are about, for the sweeps."""

from almoner.references.tests import booking_objects

OBJECTS = {**booking_objects.OBJECTS}
