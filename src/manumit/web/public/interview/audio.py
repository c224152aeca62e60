"""Audio recordings of texts. iOS plays only audio that it can request in byte ranges."""

import re

from django.http import HttpRequest, HttpResponse

from manumit.instruments.audio import AudioFile

RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")


def whole_or_part(request: HttpRequest, file: AudioFile) -> HttpResponse:
    """Return the file, or the one part of it that a request asks for."""
    content = file.path.read_bytes()
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    response = _whole(content) if asked is None else _part(content, asked)
    response["Content-Type"] = file.media_type
    response["Accept-Ranges"] = "bytes"
    response["Content-Encoding"] = "identity"  # compression would change the byte ranges
    return response


def _whole(content: bytes) -> HttpResponse:
    return HttpResponse(content)


def _part(content: bytes, asked: re.Match[str]) -> HttpResponse:
    first, last = int(asked[1]), int(asked[2] or len(content) - 1)
    if first >= len(content) or last < first:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{len(content)}"
        return response
    part = content[first : last + 1]
    response = HttpResponse(part, status=206)
    response["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
    return response
