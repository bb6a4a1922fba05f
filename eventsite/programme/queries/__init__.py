"""Reading the programme: the plan a team works on, the releases everybody sees, and what public pages depend on."""
