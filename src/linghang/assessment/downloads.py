"""Files that a page hands out."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"xlsx": XLSX, "docx": DOCX, "zip": "application/zip"}
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


def download(content: bytes, name: str, form: str) -> HttpResponse:
    """A file of that form; what no file name may hold becomes a dash."""
    response = HttpResponse(content, content_type=TYPES[form])
    attached = content_disposition_header(as_attachment=True, filename=f"{_UNFIT.sub('-', name)}.{form}")
    response.headers["Content-Disposition"] = attached or ""
    return response
