"""How EventBridge delivers the events that a rule matches to the rule's targets.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
"""
