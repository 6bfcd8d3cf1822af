"""What runs on the package while it is made, each in a process of its own, and what is put into it."""
