"""The Chinese texts: every text of the sources is there, translated, and compiled."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template import loader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SERVER = Path(settings.ROOT, "server")
CATALOGUE = SERVER / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _texts_of_code() -> Iterator[tuple[str, str]]:
    for path in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKERS:
                text = node.args[0]
                assert isinstance(text, ast.Constant), f"{path.name}:{node.lineno}: only a literal can be translated"
                yield path.name, str(text.value)


def _texts_of_templates() -> Iterator[tuple[str, str]]:
    for path in SERVER.rglob("templates/**/*.html"):
        name = path.relative_to(next(above for above in path.parents if above.name == "templates")).as_posix()
        nodes = loader.get_template(name).template.nodelist  # type: ignore[attr-defined]
        for node in nodes.get_nodes_by_type(TranslateNode):
            if text := node.filter_expression.var.literal:  # a variable's texts are marked where they are written
                yield name, text
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            yield name, node.render_token_list(node.singular)[0]


def test_every_text_is_in_the_catalogue(catalogue: polib.POFile) -> None:
    known = {entry.msgid for entry in catalogue}
    texts = [*_texts_of_code(), *_texts_of_templates()]
    assert len(texts) > 50
    assert [found for found in texts if found[1] not in known] == []


def test_nothing_is_left_untranslated_or_doubtful(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in (*catalogue.untranslated_entries(), *catalogue.fuzzy_entries())] == []


def test_placeholders_survive_translation(catalogue: polib.POFile) -> None:
    placeholder = re.compile(r"%\(\w+\)s|\{\w+\}")
    for entry in catalogue:
        for translated in (entry.msgstr_plural or {0: entry.msgstr}).values():
            assert set(placeholder.findall(translated)) == set(placeholder.findall(entry.msgid)), entry.msgid


def test_chinese_has_chinese_punctuation(catalogue: polib.POFile) -> None:
    halved = re.compile(r"[\u4e00-\u9fff][,:;?!(]|[,:;?!)][\u4e00-\u9fff]")
    texts = [entry.msgstr or entry.msgstr_plural[0] for entry in catalogue]
    assert [text for text in texts if halved.search(text)] == []


def test_the_compiled_catalogue_is_current(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    spoken = {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in compiled}
    assert spoken == {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in catalogue}
