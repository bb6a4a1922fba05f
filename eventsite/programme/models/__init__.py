"""Tables of the programme: the plan, and the releases it is published as."""
