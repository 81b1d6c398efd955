"""Sheets of rows out and back: CSV, XLSX, GeoPackage, GeoJSON, KML, each a file."""
