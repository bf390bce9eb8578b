"""CodeCommit: repositories with content in git, their tags and triggers.

https://docs.aws.amazon.com/codecommit/latest/APIReference/Welcome.html
"""
