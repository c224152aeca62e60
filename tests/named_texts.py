"""A page that names a text which does not exist fails its test.

For a reader such a page shows the id in place of the words, which is better than no page; a test
asks for statuses and parts of a page, and would not notice.
"""

from collections.abc import Iterator

import pytest
from django.template import Context

from manumit.instruments import Text
from manumit.web.ui.templatetags import ui


@pytest.fixture(autouse=True, scope="session")
def _texts_exist() -> Iterator[None]:
    found = ui.text_for

    def text_for(context: Context, text_id: str, kind: str) -> Text:
        text = found(context, text_id, kind)
        if text.missing and text.value == text_id:
            message = f"There is no text {text_id} ({kind})."
            raise LookupError(message)
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ui, "text_for", text_for)
        yield
