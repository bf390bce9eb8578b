"""Diffs as readers and `git apply` take them."""

from cfnproof.template.rewriting.diff import unified


def test_changed_line() -> None:
    """The file's name stands on both sides."""
    assert unified("a\nb\n", "a\nc\n", "cfn/x.yaml") == (
        "--- a/cfn/x.yaml\n+++ b/cfn/x.yaml\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    )


def test_equal_texts_have_no_diff() -> None:
    """Nothing changed, nothing shown."""
    assert not unified("a\n", "a\n", "x")


def test_missing_final_newline_is_said() -> None:
    """As git says it, so that a patch can be applied."""
    assert unified("a", "a\nb", "x").endswith(
        "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n"
    )


def test_only_lf_ends_a_line() -> None:
    """A CR belongs to its line, and a separator of Unicode's does not end one."""
    assert unified("a\u2028b\r\nc\r\n", "a\u2028b\r\nd\r\n", "x").endswith(" a\u2028b\r\n-c\r\n+d\r\n")
