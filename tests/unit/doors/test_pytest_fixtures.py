"""The fixtures in other projects' tests: `aws_host`, `deploy_stack`, `--host`, `--without-iam`."""

import pytest

TEMPLATE = """\
Parameters:
  Display: {Type: String, Default: none}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Display}}
Outputs:
  TopicArn: {Value: !Ref Topic}
"""


def test_deploy_and_look(pytester: pytest.Pytester) -> None:
    """With parameters, by a path below the root folder, in the project's region; each test has its own account."""
    pytester.makefile(".yaml", topic=TEMPLATE)
    pytester.makefile(".toml", pyproject='[tool.cfnproof]\nregion = "eu-west-1"\n')
    pytester.makepyfile(
        """
        import pytest

        accounts = set()

        @pytest.mark.parametrize("number", [1, 2])
        def test_topic(aws_host, deploy_stack, number):
            stack = deploy_stack("topic.yaml", {"Display": "Demo"})
            assert stack.name == "topic"
            assert stack.outputs["TopicArn"].startswith(f"arn:aws:sns:eu-west-1:{aws_host.account}:")
            sns = aws_host.client("sns")
            attributes = sns.get_topic_attributes(TopicArn=stack.outputs["TopicArn"])["Attributes"]
            assert attributes["DisplayName"] == "Demo"
            assert [topic["TopicArn"] for topic in sns.list_topics()["Topics"]] == [stack.outputs["TopicArn"]]
            assert aws_host.account not in accounts
            accounts.add(aws_host.account)

        def test_events(deploy_stack):
            stack = deploy_stack("topic.yaml", name="mine", tags={"Team": "ml"})
            updated = stack.update(parameters={"Display": "Other"})
            assert (updated.name, updated.status) == ("mine", "UPDATE_COMPLETE")
            assert ("Topic", "CREATE_COMPLETE") in [(one.logical_id, one.status) for one in stack.events()]
        """
    )
    pytester.runpytest_subprocess("--host", "moto").assert_outcomes(passed=3)


def test_the_account_ends_with_the_test(pytester: pytest.Pytester) -> None:
    """A client that is kept refuses."""
    pytester.makepyfile(
        """
        import pytest
        from cfnproof.errors import CfnproofError

        kept = []

        def test_first(aws_host):
            kept.append(aws_host.client("sns"))

        def test_second():
            with pytest.raises(CfnproofError, match="closed"):
                kept[0].list_topics()
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def test_a_failure_shows_the_events(pytester: pytest.Pytester) -> None:
    """What failed stands in the test's report."""
    pytester.makefile(".yaml", bucket="Resources: {Bad: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 901}}}\n")
    pytester.makepyfile("def test_it(deploy_stack): deploy_stack('bucket.yaml')\n")
    done = pytester.runpytest_subprocess()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*stack 'bucket' ended ROLLBACK_COMPLETE*", "*Bad CREATE_FAILED: *"])


def test_an_unknown_host(pytester: pytest.Pytester) -> None:
    """Is a usage error that names the known ones."""
    done = pytester.runpytest_subprocess("--host", "nowhere")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*--host: invalid choice: 'nowhere'*moto*"])


def test_iam_is_asked_unless_it_is_told_not_to(pytester: pytest.Pytester) -> None:
    """A user without policies is refused; with `--without-iam` it is not, and a warning says what that is worth."""
    pytester.makepyfile(
        """
        import pytest
        from botocore.exceptions import ClientError

        def test_it(aws_host):
            iam = aws_host.client("iam")
            iam.create_user(UserName="joe")
            key = iam.create_access_key(UserName="joe")["AccessKey"]["AccessKeyId"]
            with pytest.raises(ClientError, match="not authorized to perform: s3:ListAllMyBuckets"):
                aws_host.client("s3", access_key=key).list_buckets()
            (denied,) = aws_host.control.ledger.denials()
            assert denied.request.action == "s3:ListAllMyBuckets"
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
    done = pytester.runpytest_subprocess("--without-iam")
    done.assert_outcomes(failed=1, warnings=1)
    done.stdout.fnmatch_lines(["*DID NOT RAISE*", "*UnenforcedWarning: *proves nothing about permissions*"])


def test_loading_the_plugin_is_cheap(pytester: pytest.Pytester) -> None:
    """Neither boto3 nor moto is imported for tests that do not deploy."""
    pytester.makepyfile(
        """
        import sys

        def test_it():
            assert not {"boto3", "botocore", "moto"} & set(sys.modules)
        """
    )
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=1)


def test_without_moto(pytester: pytest.Pytester) -> None:
    """The error has the command that installs it."""
    pytester.makeconftest("import sys\nsys.modules['moto'] = None\n")
    pytester.makepyfile("def test_it(aws_host): pass\n")
    done = pytester.runpytest_subprocess()
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*pip install 'cfnproof[[]moto]'*"])
