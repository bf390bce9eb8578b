"""Languages are joined, cut and complemented, and of what is left a text is found."""

from cfnproof.iam.languages import Kind, Language, one_without, run_without, text

BUCKET = Language.of((*text("arn:aws:s3:::"), one_without("/:"), run_without("/:")))
ATOM = "\ue000"


def test_a_format_takes_what_fits() -> None:
    """A bucket's name has no slash."""
    assert "arn:aws:s3:::data" in BUCKET
    assert f"arn:aws:s3:::{ATOM}" in BUCKET
    assert "arn:aws:s3:::data/a" not in BUCKET
    assert "arn:aws:s3:::" not in BUCKET
    assert (BUCKET & Language.matching(["arn:aws:s3:::data/*"], Kind.RESOURCE)).shortest() is None
    assert (BUCKET & Language.matching(["arn:aws:s3:::data*"], Kind.RESOURCE)).shortest() == "arn:aws:s3:::data"


def test_union_and_difference() -> None:
    """Also of languages that are no patterns' themselves."""
    either = (BUCKET - Language.literal("arn:aws:s3:::a")) | Language.literal("*")
    assert either.shortest() == "*"
    assert (either - Language.literal("*")).shortest() == "arn:aws:s3:::b"
    assert (either & Language.literal("arn:aws:s3:::a")).shortest() is None
    assert (~(either | ~either)).shortest() is None


def test_everything_and_nothing() -> None:
    """Each is the other's complement."""
    assert Language.everything().shortest() == ""
    assert (~Language.everything()).shortest() is None
    assert Language.of().shortest() is None
    assert (~Language.of()).shortest() == ""
    assert Language.all_of([]).shortest() == ""
    assert "anything" in Language.everything()
    assert (Language.everything() - Language.literal("")).shortest() == "a"


def test_a_text_reads_well() -> None:
    """Letters and digits come before other characters, and small letters before capitals."""
    assert (Language.everything() - Language.matching(["", "a*", "/*"], Kind.TEXT)).shortest() == "b"
    folded = Language.matching(["S3:GETOBJECT"], Kind.FOLDED)
    assert folded.shortest() == "s3:getobject"
    assert "S3:GetObject" in folded
