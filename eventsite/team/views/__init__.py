"""An event's pages for its team, across rooms; and what stewards do to gatherings."""
