"""How cost grows: a query measured over a range of values, and where its plan changes."""

from lab.experiments.sweeping.asking import sweep
from lab.experiments.sweeping.crossing import Crossover
from lab.experiments.sweeping.growth import Exponent
from lab.experiments.sweeping.points import Outcome, Point
from lab.experiments.sweeping.result import Sweep

__all__ = ["Crossover", "Exponent", "Outcome", "Point", "Sweep", "sweep"]
