"""Our own policies: one rule a file, named by its id, each a function from a template to violations.

`rule` says what a rule is, `registry` lists them, `examine` runs one. What rules share is in the packages, from the
bottom up: `values` and `texts`; `policy_documents`; `pipelines`, `states_language`, `storage` and `resource_types`.
"""
