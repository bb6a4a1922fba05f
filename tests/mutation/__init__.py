"""Would a test notice? Small faults are put into a copy of the tree, one at a time, and the tests that should see them run."""
