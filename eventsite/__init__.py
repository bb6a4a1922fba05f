"""eventsite: gatherings where everyone at the table plans and meets as equals."""
