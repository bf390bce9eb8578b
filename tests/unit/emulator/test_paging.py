"""Pages: their tokens, and what nobody was given."""

import base64

import pytest

from cfnproof.emulator.paging import InvalidTokenError, page


def test_pages_follow_one_another() -> None:
    """Until there are no more."""
    first = page("abc", None, 2)
    assert first.items == ("a", "b")
    assert page("abc", first.next_token, 2).items == ("c",)
    assert page("abc", first.next_token, 2).next_token is None


@pytest.mark.parametrize(
    "token", ["x", "\u00e9", "\x00", *(f"start:{text}" for text in ("", "-1", "9" * 5000, "\u00b2"))]
)
def test_a_token_that_no_page_gave(token: str) -> None:
    """Whatever it is, as it stands and in base64."""
    for text in (token, base64.b64encode(token.encode()).decode()):
        with pytest.raises(InvalidTokenError):
            page("abc", text, 2)
