"""For tests: the expertise, facilities and problems that are written down for the demonstration."""

import json
from importlib.resources import files


def specialities():
    """Every speciality of every complex; what is common to all stands under the key `general`."""
    for source in sorted((files("minicluster.demonstration") / "texts").iterdir(), key=lambda path: path.name):
        texts = json.loads(source.read_text(encoding="utf-8"))
        yield from texts.get("specialities", [])
        yield {"key": "general", "expertise": texts.get("general_expertise", [])}


def problem_texts():
    """What firms say happens, in Korean."""
    for speciality in specialities():
        for problem in speciality.get("problems", []):
            yield f"{problem['title']}. {problem['symptom']} {problem['wanted']}"
