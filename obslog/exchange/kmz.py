"""KMZ: KML in an archive."""

from obslog.exchange.kml import read
from obslog.exchange.kml import write_kmz as write

__all__ = ["read", "write"]
