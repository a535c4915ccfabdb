"""JSON as it stands in texts: reading with places, arrays, tables."""
