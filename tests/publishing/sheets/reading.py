"""Read a sheet as a printer and a browser do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import html5lib
import pytest


def pdf_facts(pdf: bytes, folder: Path) -> dict[str, str]:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo (Debian: poppler-utils) is not installed")
    file = folder / "sheet.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in told.splitlines())}


def strict_document(page: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
