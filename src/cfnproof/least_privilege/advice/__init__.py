"""What to write instead: the policy that grants just what is needed, and statements cut down to it."""
