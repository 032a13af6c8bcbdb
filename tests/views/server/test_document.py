"""The document of every page speaks the reader's language from the first moment."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from starlette.applications import Starlette

from layers.style import DARK, LIGHT
from layers.words import Words
from tests.servers.asgi import asked, body_of, headers_of
from views.server.document import OwnDocument, document, head, page_routes, page_script, page_style
from views.state.where import PAGE_PATHS


def framework_document():
    return resources.files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "title"), [("nl", "Sociaal riool"), ("en", "Social sewer")])
def test_the_document_speaks_the_reader_s_language(language, title):
    page = document(language, framework_document())
    assert f'<html lang="{language}">' in page
    assert f"<title>{title}</title>" in page
    assert "Streamlit" not in re.sub(r"<script.*?</script>|<link[^>]*>", "", page, flags=re.DOTALL)
    assert "user-scalable" not in page
    assert re.findall(r"(?:href|src)=\"(?!\./)[^\"]*", page) == []


def test_what_is_not_changed_is_copied():
    body = "<body a='&amp;'>app &euro;&#8364;<br/></body></html>"
    strange = f"<!DOCTYPE html><HTML lang='xx' class=a><head><meta x></head>{body}"
    page = document("nl", strange)
    assert page.startswith('<!DOCTYPE html><html lang="nl" class="a"><head>')
    assert page.endswith("</head><body a='&amp;'>app &euro;&#8364;<br/></body></html>")
    assert head(Words("nl")) in page
    assert document("nl", "no document at all") == "no document at all"


def test_scripts_of_the_framework_are_copied_whole():
    script = "<script>if (1 < 2 && '</b>') { a = '<title>x</title>' }</script>"
    assert script in document("en", f"<html><head>{script}</head></html>")


def documents(framework=None, content_type=b"text/html; charset=utf-8"):
    calls = []

    async def streamlit(scope, _receive, send):
        calls.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", content_type)]})
        await send({"type": "http.response.body", "body": (framework or framework_document()).encode()})

    return OwnDocument(streamlit, PAGE_PATHS.values()), calls


def test_the_document_follows_the_language_in_the_address():
    app, calls = documents()
    for query, language in (("lang=en", "en"), ("lang=xx", "nl"), ("", "nl"), ("lang=en", "en")):
        sent = asked(app, "/buurten", query=query)
        assert f'<html lang="{language}">'.encode() in body_of(sent)
        assert headers_of(sent)["cache-control"] == "no-cache"
    assert len(calls) == 2, "Streamlit is asked once for each language"


def test_what_is_no_page_or_no_document_is_left_to_streamlit():
    app, _ = documents("other")
    assert body_of(asked(app, "/_stcore/health")) == b"other"
    app, _ = documents("{}", content_type=b"application/json")
    assert body_of(asked(app, "/")) == b"{}"


def test_style_and_script_of_the_pages_are_served_where_the_document_says():
    app = Starlette(routes=page_routes())
    addresses = re.findall(r'"\.(/riool/page-\w+\.(?:css|js))"', document("nl", framework_document()))
    found = [body_of(asked(app, address)) for address in addresses]
    assert found == [page_style().content, page_script().content]


def test_the_pages_carry_the_palette():
    style = page_style().content.decode()
    assert LIGHT.pipe in style
    assert DARK.pipe in style
    assert "//" not in re.sub(r"http://www\.w3\.org/2000/svg|http%3A//www\.w3\.org/2000/svg", "", style)
