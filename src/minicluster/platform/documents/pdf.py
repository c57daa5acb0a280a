"""PDF by Typst: a station brings a template and data; the look and the font are the same everywhere."""

import json
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import typst

LOOK: Final = Path(__file__).parent / "typeset" / "office.typ"
# NanumGothic comes inside this package. It is looked for, not imported: the import would bring matplotlib.
FONTS: Final = "koreanize_matplotlib"


def pdf_of(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a template, which reads `data` by `json(bytes(sys.inputs.data))` and its look by `#import "/office.typ": office, facts`.

    What people typed is data and never source: Typst cannot be made to read it as markup.

    Raises:
        typst.TypstError: the template does not fit the data.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for source in (LOOK, template):
            (root / source.name).write_bytes(source.read_bytes())
        made: bytes = typst.compile(
            root / template.name, root=root, font_paths=[_fonts()], ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
        )
    return made


def _fonts() -> Path:
    found = find_spec(FONTS)
    if found is None or not found.submodule_search_locations:
        message = f"the package {FONTS} is missing; install the requirements again"
        raise RuntimeError(message)
    return Path(found.submodule_search_locations[0]) / "fonts"
