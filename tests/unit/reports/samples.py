"""Reports that every format is tried on: some by name, and any that hypothesis can think of."""

from pathlib import Path

from hypothesis import strategies as st

from cfnproof.findings import Finding, GateError, GateResult, Place, Report, Severity, Suppressed

ROOT = Path("/repository")
PIPELINE = ROOT / "cfn" / "mlpipeline.yaml"
DEPLOYMENT = ROOT / "cfn" / "mldeployment.yaml"
ODD = ROOT / "cfn" / "50% of #1: a,b é\n.yaml"
HOSTILE = "[red]x[/red] \x1b[31m ]]> <a&b> %0A ::error:: \r\n\u2028 \u202e \x00\ufffe\udc80 {0} [a](1) \N{SNOWMAN}"

NOTIFIES = Finding(
    rule="approval_notifies",
    gate="policy",
    severity=Severity.MEDIUM,
    message="approval 'Approve' notifies nobody: set NotificationArn",
    place=Place(PIPELINE, 12, 7),
    element="Pipeline",
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html",
)
TYPE = Finding(
    rule="E3002",
    gate="lint",
    severity=Severity.HIGH,
    message="'Nmae' is no property of AWS::S3::Bucket: did you mean 'Name'?",
    place=Place(PIPELINE, 3, 5),
    element="Bucket",
    help="https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md#E3002",
)
UNUSED = Finding(
    rule="W2001",
    gate="lint",
    severity=Severity.LOW,
    message="parameter 'Stage' is used nowhere: use it or remove it",
    place=Place(DEPLOYMENT, 4, 3),
    element=None,
    help="",
)
STRANGE = Finding("odd: rule, 1", "lint", Severity.INFO, HOSTILE, Place(ODD, 2, 9), HOSTILE, "no address: [x] 1%")
PLAIN = Finding("rule", "lint", Severity.LOW, "m", Place(PIPELINE), element=None, help="")
BROKEN = GateError("lint", "the key 'Type' stands twice", Place(DEPLOYMENT, 9, 2))
CRASHED = GateError("policy", "policy 'approval_notifies' did not load")
ACCEPTED = Suppressed(NOTIFIES, "the team is called by telephone")


def report(*findings: Finding, errors: tuple[GateError, ...] = (), suppressed: tuple[Suppressed, ...] = ()) -> Report:
    """A report of the gates lint and policy on two templates."""
    return Report(
        tuple(
            GateResult(
                gate,
                files=(PIPELINE, DEPLOYMENT),
                findings=tuple(one for one in findings if one.gate == gate),
                errors=tuple(one for one in errors if one.gate == gate),
                suppressed=tuple(one for one in suppressed if one.finding.gate == gate),
                rules=frozenset({"W2001", "E3002"} if gate == "lint" else {"approval_notifies"}),
                seconds=seconds,
            )
            for gate, seconds in (("lint", 1.26), ("policy", 2.5))
        ),
        ROOT,
    )


CLEAN = report()
MIXED = report(NOTIFIES, UNUSED, TYPE, errors=(BROKEN, CRASHED))
SAMPLES = {
    "clean": CLEAN,
    "findings": report(NOTIFIES, UNUSED, TYPE),
    "the same twice": report(TYPE, TYPE),
    "suppressed only": report(suppressed=(ACCEPTED,)),
    "errors only": report(errors=(BROKEN, CRASHED)),
    "findings and errors": MIXED,
    "hostile text": report(
        STRANGE, errors=(GateError("lint", HOSTILE, Place(ODD)),), suppressed=(Suppressed(STRANGE, HOSTILE),)
    ),
    "nothing looked at": Report((), ROOT),
}

_BYTES = st.text(st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF), max_size=3)
"""What Python reads for bytes of a file's name that are not UTF-8."""

_SURROGATES = st.text(st.characters(categories=["Cs"]), max_size=3)


def _with(text: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Text, or text with odd characters in it: a character at a time takes five times as long."""
    return text | st.tuples(text, odd, text).map("".join)


TEXTS = _with(st.text(st.characters(codec="utf-8")), _SURROGATES) | st.just(HOSTILE)
NAMES = _with(st.text(st.characters(codec="utf-8", exclude_characters="/\0"), max_size=30), _BYTES).filter(
    lambda name: name not in {"", ".", ".."}
)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """A finding whose rule, message, element, help and file name are arbitrary text."""
    place = Place(ROOT / "cfn" / draw(NAMES), draw(st.integers(1, 10**6)), draw(st.integers(1, 10**4)))
    severity = draw(st.sampled_from(Severity))
    element = draw(st.none() | TEXTS)
    return Finding(draw(TEXTS), "lint", severity, draw(TEXTS), place, element, draw(TEXTS))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with one finding, one error and one suppressed finding, all of arbitrary text."""
    found, accepted = draw(findings()), draw(findings())
    error = GateError("lint", draw(TEXTS), draw(st.none() | st.builds(Place, NAMES.map(lambda name: ROOT / name))))
    suppressed = (Suppressed(accepted, draw(TEXTS)),)
    return Report((GateResult("lint", (found.place.file,), (found,), (error,), suppressed),), ROOT)
