"""How much an item has to do with a query."""
