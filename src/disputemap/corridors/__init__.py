"""geo/ -> Corridor: the centreline, its bands and sectors, and what has been claimed about it.

Nothing here is a surveyed line. Lengths that were claimed and the length of the shipped vertices are kept apart.
"""

from disputemap.corridors.choosing import with_corridor
from disputemap.corridors.loading import load_corridor
from disputemap.corridors.model import MAXIMUM, TYPICAL, Corridor, Sector, Vertices

__all__ = ["MAXIMUM", "TYPICAL", "Corridor", "Sector", "Vertices", "load_corridor", "with_corridor"]
