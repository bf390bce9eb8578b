"""Amazon States Language: what a state machine's definition may say, and what is wrong with one.

The language: https://states-language.net/spec.html
AWS's guide: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
"""
