"""KMZ: KML in an archive."""

from obslog.exchange.rows.kml import read
from obslog.exchange.rows.kml import write_kmz as write

__all__ = ["read", "write"]
