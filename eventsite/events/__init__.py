"""Events: the gathering itself, its team and roles, what is fixed and who decides, and its way to being public."""
