"""The Condition element: operators, set operators and what they compare."""
