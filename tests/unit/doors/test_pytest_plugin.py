"""The pytest plugin in other projects: what it collects, what it shows, and that it keeps out of the way."""

import pytest

CLEAN = """\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Handle:
    Type: AWS::CloudFormation::WaitConditionHandle
"""
OPEN_TOPIC = CLEAN + "  Topic:\n    Type: AWS::SNS::Topic\n"
TABLE = '[tool.cfnproof]\ntemplates = ["infra"]\n'


def lay_out(pytester: pytest.Pytester, **files: str) -> None:
    """Write files, `__` for a slash and `_` before the ending for a dot."""
    for name, text in files.items():
        path = pytester.path / name.replace("__", "/").replace("_yaml", ".yaml").replace("_toml", ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_each_template_is_collected_once_a_gate(pytester: pytest.Pytester) -> None:
    """Only below the configured paths, whatever else is there."""
    lay_out(pytester, pyproject_toml=TABLE, infra__a_yaml=CLEAN, infra__deep__b_yaml=CLEAN, other__c_yaml=CLEAN)
    lay_out(pytester, infra__compose_yaml="services: {}\n")
    done = pytester.runpytest_subprocess("--collect-only", "-q")
    done.stdout.fnmatch_lines(
        [
            *("infra/a.yaml::lint", "infra/a.yaml::policy", "infra/a.yaml::least_privilege"),
            *("infra/deep/b.yaml::lint", "infra/deep/b.yaml::policy", "infra/deep/b.yaml::least_privilege"),
        ],
        consecutive=True,
    )
    done.stdout.no_fnmatch_line("*other*")
    done.stdout.no_fnmatch_line("*compose*")


def test_items_pass_and_fail_with_the_gates_report(pytester: pytest.Pytester) -> None:
    """Rule, line and help, not a traceback."""
    lay_out(pytester, pyproject_toml=TABLE, infra__clean_yaml=CLEAN, infra__topic_yaml=OPEN_TOPIC)
    done = pytester.runpytest_subprocess("-v")
    done.stdout.fnmatch_lines(
        [
            "infra/clean.yaml::lint PASSED*",
            "infra/clean.yaml::policy PASSED*",
            "infra/clean.yaml::least_privilege PASSED*",
            "infra/topic.yaml::lint PASSED*",
            "infra/topic.yaml::policy FAILED*",
            "infra/topic.yaml::least_privilege PASSED*",
            "*5:3*medium*CKV_AWS_26*Topic*",
        ]
    )
    done.stdout.no_fnmatch_line("*Traceback*")
    done.assert_outcomes(passed=5, failed=1)


def test_suppressions_apply_and_are_judged(pytester: pytest.Pytester) -> None:
    """A row that covers, one that has nothing to cover, one whose file is gone."""
    row = "- {{rule: {rule}, file: {file}, logical_id: Topic, reason: known, expires: 9999-12-31}}\n"
    rows = [row.format(rule=rule, file="infra/topic.yaml") for rule in ("CKV_AWS_26", "storage_encrypted")]
    lay_out(pytester, pyproject_toml=TABLE, infra__topic_yaml=OPEN_TOPIC, policies__suppressions_yaml="".join(rows))
    pytester.runpytest_subprocess("-k", "policy").assert_outcomes(passed=1, deselected=2)
    rows += [row.format(rule="CKV_AWS_18", file="infra/topic.yaml"), row.format(rule="R", file="infra/gone.yaml")]
    lay_out(pytester, policies__suppressions_yaml="".join(rows))
    done = pytester.runpytest_subprocess("-k", "policy")
    done.assert_outcomes(failed=1, deselected=2)
    done.stdout.fnmatch_lines(
        ["*suppression_unused*'CKV_AWS_18'*matches nothing*", "*suppression_unused*does not exist*"]
    )


def test_a_file_that_cannot_be_read_is_an_error(pytester: pytest.Pytester) -> None:
    """Not a pass, not a skip."""
    lay_out(pytester, pyproject_toml=TABLE, infra__tab_yaml="Resources:\n\tA: b\n")
    done = pytester.runpytest_subprocess()
    assert done.ret != 0
    done.stdout.fnmatch_lines(["*tab.yaml:2:1*a tab; YAML indents with spaces*"])


def test_a_wrong_table_is_a_usage_error(pytester: pytest.Pytester) -> None:
    """With file and line."""
    lay_out(pytester, pyproject_toml="[tool.cfnproof]\ntemplate = 1\n")
    done = pytester.runpytest_subprocess()
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*pyproject.toml:2: unknown key 'template'*"])


def test_a_path_that_does_not_exist_is_a_usage_error(pytester: pytest.Pytester) -> None:
    """It would collect nothing, and pass."""
    lay_out(pytester, pyproject_toml='[tool.cfnproof]\ntemplates = ["infra/*.yaml"]\n', infra__a_yaml=CLEAN)
    done = pytester.runpytest_subprocess()
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*which does not exist*"])


def test_warnings_of_the_gates_libraries_are_no_errors(pytester: pytest.Pytester) -> None:
    """In a project that turns warnings into errors."""
    strict = TABLE + '[tool.pytest.ini_options]\nfilterwarnings = ["error"]\n'
    lay_out(pytester, pyproject_toml=strict, infra__clean_yaml=CLEAN)
    pytester.runpytest_subprocess().assert_outcomes(passed=3)


def test_without_a_table_it_does_nothing_and_loads_nothing(pytester: pytest.Pytester) -> None:
    """A project that happens to have cfnproof installed pays nothing."""
    lay_out(pytester, infra__topic_yaml=OPEN_TOPIC)
    pytester.makepyfile(
        test_modules="""
        import sys

        def test_nothing_heavy():
            assert not {"yaml", "rich", "cfnlint", "checkov"} & set(sys.modules)
            assert not [name for name in sys.modules if name.startswith(("cfnproof.gates", "cfnproof.template"))]
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
