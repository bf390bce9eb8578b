"""A stack is changed only after an approval, given once the change set was there to see."""
