"""Floor 2: pixels; the only room that imports rasterio."""
