"""What executing a definition would do to a stack: the changes of a change set, and whether there are any."""
