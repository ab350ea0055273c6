"""What every bench shares. bench/README.md says how one is written and plugged in."""

from bench.harness.figures import Figures, How
from bench.harness.timing import Meter, Spent, backend_pid

__all__ = ["Figures", "How", "Meter", "Spent", "backend_pid"]
