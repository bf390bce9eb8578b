"""A manual approval names the topic that it notifies."""
