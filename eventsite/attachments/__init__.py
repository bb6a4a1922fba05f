"""Files from outside: looked at in a child process, drawn anew, stored sealed, swept up when nothing needs them."""
