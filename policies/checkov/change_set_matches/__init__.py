"""The change set that is executed is the one that was made, and each one made is executed."""
