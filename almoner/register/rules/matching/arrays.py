"""The kinds of array that matching works in."""

import numpy as np
from numpy.typing import NDArray

#: Places in something, or counts; NONE where there is nothing to point at.
Ints = NDArray[np.int32]
#: Levels of agreement (levels.code).
Codes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Places = NDArray[np.int32] | NDArray[np.intp] | Bools

NONE = -1
