"""Files that are no table in text, named for what they are by their first bytes."""

import re

from lrtui.core.table.names import TableError

AS_CSV = "save it as CSV"
UNPACK = "unpack it first"

_MAGIC = (
    (rb"PK\x03\x04.*?xl/", "an Excel workbook", AS_CSV),
    (rb"PK\x03\x04.*?\.npy", "a NumPy archive", AS_CSV),
    (rb"PK\x03\x04.*?content\.xml|PK\x03\x04.*?opendocument", "an OpenDocument file", AS_CSV),
    (rb"PK\x03\x04.{26}\[Content_Types\]", "an Office document", AS_CSV),
    (rb"PK\x03\x04", "a ZIP archive", UNPACK),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook or another Office document", AS_CSV),
    (rb"PAR1", "a Parquet file", AS_CSV),
    (rb"ARROW1|FEA1", "an Arrow or Feather file", AS_CSV),
    (rb"Obj\x01", "an Avro file", AS_CSV),
    (rb"\x89HDF\r\n", "an HDF5 file", AS_CSV),
    (rb"\x93NUMPY", "a NumPy array", AS_CSV),
    (rb"SQLite format 3\0", "an SQLite database", AS_CSV),
    (rb"\x80[\x02-\x05][\x00-\xff]", "a pickle", AS_CSV),
    (rb"RDX[23]\n|RDA[23]\n", "an R data file", AS_CSV),
    (rb"MATLAB 5\.0", "a MATLAB file", AS_CSV),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP", "an image", "a table is needed"),
    (rb"%PDF", "a PDF document", "a table is needed"),
    (rb"BZh[1-9]|\xfd7zXZ|\x28\xb5\x2f\xfd|7z\xbc\xaf", "packed by something else than gzip", UNPACK),
    (rb"\x7fELF|MZ.{58}", "a program", "a table is needed"),
    (rb"\s*(<\?xml|<!DOCTYPE|<html|<svg|<HTML|<!doctype)", "HTML or XML", AS_CSV),
    (rb'\s*(\{\s*["}]|\[\s*[\[{"\]])', "JSON", AS_CSV),
    (rb"(?i)\s*(%[^\n]*\n\s*)*@relation\b", "an ARFF file", AS_CSV),
)
_KINDS = tuple((re.compile(pattern, re.DOTALL), kind, cure) for pattern, kind, cure in _MAGIC)


def refuse_other_kinds(head: bytes) -> None:
    """Refuse a file that begins with ``head`` if it is known to be no table in text."""
    for pattern, kind, cure in _KINDS:
        if pattern.match(head):
            raise TableError(f"is {kind}, not CSV; {cure}")
