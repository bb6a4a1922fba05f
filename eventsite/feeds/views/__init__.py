"""Pages of the feeds room: what calendar programs fetch, and where a person makes and stops their own."""
