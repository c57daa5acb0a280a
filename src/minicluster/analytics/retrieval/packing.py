"""What was learned from a thesaurus as bytes and back: arrays and texts only, nothing that could run."""

import io
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.discriminant import Discriminant
from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.language import LANGUAGES
from minicluster.analytics.retrieval.profiles import Profiles
from minicluster.analytics.retrieval.register import Register
from minicluster.analytics.retrieval.understanding import MeaningReading, TermLists, Understanding, WordReading

Arrays = dict[str, NDArray[Any]]
# Terms hold no line break: they are words, numbers and 2-grams.
_BETWEEN: Final = "\n"


def packed(known: Understanding) -> bytes:
    """The understanding as the bytes of a compressed `.npz`."""
    arrays: Arrays = {"keys": _texts(known.keys), "homes": known.homes}
    for language, register in known.registers.items():
        arrays |= _register(f"{language}/register", register)
    for language, words in known.by_words.items():
        arrays |= _profiles(f"{language}/concepts", words.concepts) | _profiles(f"{language}/fields", words.fields)
    arrays |= {
        "terms/names": _texts(known.terms.names),
        "terms/concepts": known.terms.concepts,
        "terms/terms": known.terms.terms,
        "terms/weights": known.terms.weights,
    }
    arrays["meaning"] = _texts(known.by_meaning)
    for model, reading in known.by_meaning.items():
        arrays |= _discriminant(f"{model}/concepts", reading.concepts) | _discriminant(f"{model}/fields", reading.fields)
    arrays["aims"] = _texts(known.aims)
    arrays |= {f"aim/{model}": aims.astype(np.float16) for model, aims in known.aims.items()}
    arrays["centres"] = _texts(f"{model} {name}" for model, centres in known.centres.items() for name in centres)
    arrays |= {f"centre/{model} {name}": vector for model, centres in known.centres.items() for name, vector in centres.items()}
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]  # numpy's own keywords are not among our names
    return stream.getvalue()


def unpacked(content: bytes) -> Understanding:
    """The understanding that was packed.

    Raises:
        ValueError, KeyError: these are not the bytes of one.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays: Arrays = {name: stored[name] for name in stored.files}
    return Understanding(
        keys=tuple(_strings(arrays["keys"])),
        homes=arrays["homes"],
        registers={language: _register_of(arrays, f"{language}/register") for language in LANGUAGES if f"{language}/register/terms" in arrays},
        by_words={
            language: WordReading(_profiles_of(arrays, f"{language}/concepts"), _profiles_of(arrays, f"{language}/fields"))
            for language in LANGUAGES
            if f"{language}/concepts/terms" in arrays
        },
        by_meaning={
            model: MeaningReading(_discriminant_of(arrays, f"{model}/concepts"), _discriminant_of(arrays, f"{model}/fields"))
            for model in _strings(arrays["meaning"])
        },
        terms=TermLists(_strings(arrays["terms/names"]), arrays["terms/concepts"], arrays["terms/terms"], arrays["terms/weights"]),
        aims={model: arrays[f"aim/{model}"].astype(np.float32) for model in _strings(arrays["aims"])},
        centres=_centres_of(arrays),
    )


def _centres_of(arrays: Arrays) -> dict[str, dict[str, Vectors]]:
    centres: dict[str, dict[str, Vectors]] = {}
    for stored in _strings(arrays["centres"]):
        model, _space, name = stored.rpartition(" ")
        centres.setdefault(model, {})[name] = arrays[f"centre/{stored}"]
    return centres


def _texts(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_BETWEEN.join(texts).encode(), dtype=np.uint8)


def _strings(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode().split(_BETWEEN) if stored.size else []


def _register(name: str, register: Register) -> Arrays:
    odds = [*register.log_odds.values(), register.unknown, register.half_way, register.steepness]
    return {f"{name}/terms": _texts(register.log_odds), f"{name}/odds": np.array(odds)}


def _register_of(arrays: Arrays, name: str) -> Register:
    *odds, unknown, half_way, steepness = arrays[f"{name}/odds"].tolist()
    return Register(dict(zip(_strings(arrays[f"{name}/terms"]), odds, strict=True)), unknown, half_way, steepness)


def _profiles(name: str, profiles: Profiles) -> Arrays:
    return {
        f"{name}/number": np.array(profiles.number),
        f"{name}/terms": _texts(profiles.places),
        f"{name}/rarities": profiles.rarities,
        f"{name}/starts": profiles.starts,
        f"{name}/classes": profiles.classes,
        f"{name}/weights": profiles.weights,
    }


def _profiles_of(arrays: Arrays, name: str) -> Profiles:
    places = {term: place for place, term in enumerate(_strings(arrays[f"{name}/terms"]))}
    return Profiles(int(arrays[f"{name}/number"]), places, *(arrays[f"{name}/{part}"] for part in ("rarities", "starts", "classes", "weights")))


def _discriminant(name: str, discriminant: Discriminant) -> Arrays:
    return {f"{name}/directions": discriminant.directions, f"{name}/offsets": discriminant.offsets}


def _discriminant_of(arrays: Arrays, name: str) -> Discriminant:
    return Discriminant(arrays[f"{name}/directions"], arrays[f"{name}/offsets"])
