"""Pages for members of an organisation, and for the stewards of the site."""
