"""What is written: texts in a template and their lines, JSON as a tree, tables of our own, the wording of messages."""
