"""What an AllowedPattern lets through."""

import pytest

from cfnproof.structural.allowed_pattern import accepts_anything, pattern_error


@pytest.mark.parametrize(
    "pattern", [".*", ".+", "(.|\\n)*", "\\S+", "[^ ]+", ".{1,64}", "[\\w\\W]*", "(?!^$).*", "a|.*"]
)
def test_accepts_anything(pattern: str) -> None:
    """Patterns that exclude no character but blanks."""
    assert accepts_anything(pattern)


@pytest.mark.parametrize("pattern", ["", "[ -~]*", "[^<>]*", "a.*", ".*\\.yaml", "|arn:.+", "\\w+", "\\p{L}+", "["])
def test_excludes_something(pattern: str) -> None:
    """Patterns that exclude some character, or that nothing can be said of."""
    assert not accepts_anything(pattern)


@pytest.mark.parametrize("pattern", ["\\p{Alpha}+", "\\h*", "(?<name>x)\\k<name>", "x\\z", "[a-z&&[^b]]", "a++"])
def test_java_s_own_patterns_are_no_errors(pattern: str) -> None:
    """CloudFormation reads patterns with Java."""
    assert pattern_error(pattern) is None


@pytest.mark.parametrize("pattern", ["[a-z", "*", "(", "a)", "x{2,1}"])
def test_errors(pattern: str) -> None:
    """Patterns that no engine reads."""
    assert pattern_error(pattern)
