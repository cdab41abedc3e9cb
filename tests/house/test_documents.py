"""What `./koinon check` asks of the documents."""

import pytest

from koinon.launcher import checks, documents

PAGE = """# The guide

See [the start](start.md), [its end](start.md#how-it-ends-2016), [above](#the-guide) and [elsewhere](https://league.example).
Not a link: `[a](b.md)`.

```text
[nor](this.md)
```
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one module and the two pages that it needs."""
    module = tmp_path / "src/koinon/league/membership"
    module.mkdir(parents=True)
    (module / "apps.py").write_text('class Membership(ModuleConfig):\n    label = "membership"\n')
    (tmp_path / "docs/modules").mkdir(parents=True)
    (tmp_path / "docs/page.md").write_text(PAGE)
    (tmp_path / "docs/start.md").write_text("# Start\n\n## How it ends: 2016\n")
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    monkeypatch.setattr(documents, "SOURCE", tmp_path / "src")
    monkeypatch.setattr(documents, "DOCUMENTS", tmp_path / "docs")
    monkeypatch.setattr(documents, "CHANGELOG", tmp_path / "docs/changelog.md")
    return tmp_path


def test_links_that_lead_somewhere_are_let_be(project):
    assert documents.broken_links() == []


@pytest.mark.parametrize("target", ["nowhere.md", "start.md#never", "../../outside.md", "#below"])
def test_a_link_that_leads_nowhere_is_named(project, target):
    (project / "docs/bad.md").write_text(f"# Bad\n\n[this]({target})\n")
    assert documents.broken_links() == [f"docs/bad.md: {target} leads nowhere"]


def test_anchors_are_made_as_the_forges_make_them():
    assert documents.anchors("# One, two\n## `koinon up`\n## One two\n## الأعضاء\n") == {
        "one-two",
        "koinon-up",
        "one-two-1",
        "الأعضاء",
    }


def test_each_module_has_a_page(project):
    assert documents.modules_without_page() == ["src/koinon/league/membership has no page docs/modules/membership.md"]
    (project / "docs/modules/membership.md").write_text("# Membership\n")
    assert documents.modules_without_page() == []


@pytest.mark.parametrize(
    ("words", "complaints"),
    [
        ("# Changelog\n", 1),
        ("# Changelog\n\n## 0.1\n\n## 0.0\n- old\n", 1),
        ("# Changelog\n\n## 0.1\n\n- A city applies.\n", 0),
    ],
)
def test_the_changelogs_newest_section_lists_a_change(project, words, complaints):
    documents.CHANGELOG.write_text(words)
    assert len(documents.empty_changelog()) == complaints


def test_all_checks_are_run_and_all_failures_told(monkeypatch, capsys):
    answers = {"one": (False, "the first reason"), "two": (True, ""), "three": (False, "the third reason")}
    asked = [checks.Check(name, lambda name=name: answers[name]) for name in answers]
    monkeypatch.setattr(checks, "all_checks", lambda data: asked)
    assert checks.run_all() == 1
    said = capsys.readouterr().out
    assert "the first reason" in said
    assert "the third reason" in said
    assert said.endswith("2 of 3 checks failed: one, three\n")
