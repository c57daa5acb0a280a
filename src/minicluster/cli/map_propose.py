"""`minicluster map propose`: mini-clusters for a complex, from a table of its organisations."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare

if TYPE_CHECKING:
    from minicluster.analytics.formation import Likeness, Organisations

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class GroupRange(click.ParamType[tuple[int, int]]):
    """The fewest and the most groups, such as 4:7, or one number."""

    name = "fewest:most"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Two whole numbers."""
        if isinstance(value, tuple):
            return value
        fewest, colon, most = str(value).partition(":")
        if not fewest.isdecimal() or (colon and not most.isdecimal()):
            self.fail(f"{value} is no range; write 4:7 or 5.", param, ctx)
        return int(fewest), int(most or fewest)


@click.command(name="propose")
@click.option(
    "--complex",
    "source",
    metavar="NAME|FILE",
    required=True,
    help="A complex of the programme, or a table of organisations as .csv, .tsv or .parquet; see above.",
)
@click.option("--groups", type=GroupRange(), default="4:7", show_default=True, help="The fewest and the most groups.")
@click.option("--rules", type=_FILE, help="Rules in TOML or JSON: size, role, seats, together, apart, person, include; see docs/explanation/formation.md.")
@click.option("--relatedness", type=_FILE, help="Table industry_1, industry_2, proximity (0 to 1); else industries are as alike as their codes begin.")
@click.option("--ties", type=_FILE, help="Table a, b, weight of ties between organisations, by their ids.")
@click.option("--vectors", type=_FILE, help="A .npy file with a vector for each organisation, in the table's order.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed gives the same groups.")
@acting_options
@json_option
def propose_command(
    source: str,
    *,
    groups: tuple[int, int],
    rules: Path | None,
    relatedness: Path | None,
    ties: Path | None,
    vectors: Path | None,
    seed: int,
    mail: str | None,
    role: str | None,
    as_json: bool,
) -> None:
    """Propose mini-clusters for the organisations of a complex; nothing is stored.

    Of a complex of the programme the organisations, their related industries, what they make and who knows whom are taken from the records. A table has the columns id, name and role (firm, university, institute, agency, government, association, finance, buyer), and, where there are such:
    industry (a code; write codes that begin with 0 in .parquet), industry_name, industry_name_en, speciality (a text), size, location, persons (who would
    sit in a group; names parted by ;).

    Unless the rules say otherwise, every group has from half to one and a half of the mean number of members and a firm, a university, an institute and an
    agency, which sit in several groups where there are too few; a person sits in at most two groups. Where the rules cannot all be kept it is said which
    conflict, and what would help.
    """
    # The sums are small: a second BLAS thread only waits for the first. It must be said before numpy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from minicluster.analytics.formation import as_data, likeness_of, propose, read_organisations, read_rules

    if Path(source).is_file() or Path(source).suffix:
        organisations = read_organisations(source)
        likeness = likeness_of(organisations, relatedness=relatedness, ties=ties, vectors=_vectors(vectors))
    else:
        beside = [name for name, given in (("--relatedness", relatedness), ("--ties", ties), ("--vectors", vectors)) if given]
        if beside:
            raise click.UsageError(f"{', '.join(beside)} go with a table of organisations; of a complex of the programme the records say it.")
        organisations, likeness = _recorded(source, mail, role)
    found = propose(organisations, likeness, read_rules(rules, organisations) if rules else (), groups=groups, seed=seed)
    answer(as_data(found), as_json=as_json, text=_as_text)


def _recorded(name: str, mail: str | None, role: str | None) -> "tuple[Organisations, Likeness]":
    """The organisations of a complex of the programme, as far as whoever asks may draw up groups there."""
    prepare()
    from minicluster.mapping.domain.forming import gathered
    from minicluster.mapping.domain.queries import complex_named
    from minicluster.mapping.rules import PERMISSIONS

    viewer = viewer_for(mail, role)
    found = complex_named(viewer, name)
    PERMISSIONS.require(viewer, "draw_up_groups", found.place())
    return gathered(found)


def _vectors(file: Path | None) -> Any:
    import numpy as np

    if file is None:
        return None
    try:
        return np.load(file, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise click.BadParameter(f"{file.name} is no .npy file of numbers: {error}", param_hint="--vectors") from error


def _as_text(found: dict[str, Any]) -> str:
    lines = [f"{found['chosen']} groups, {found['violations']} rules broken, stability {found['stability']}, {found['seconds']} s", ""]
    for trial in found["criterion"]:
        said = "; ".join(conflict["en"] for conflict in trial["conflicts"]) if "conflicts" in trial else _figures(trial)
        lines.append(f"{trial['groups']} groups: {said}")
    for group in found["groups"]:
        lines += ["", f"{group['number']}. {group['name']['ko']} / {group['name']['en']} (stability {group['stability']})"]
        lines += [f"   {reason['en']}" for reason in group["reasons"]]
        lines += [f"   - {member['name']} ({member['role']}): {'; '.join(reason['en'] for reason in member['reasons'])}" for member in group["members"]]
    return "\n".join(lines)


def _figures(trial: dict[str, Any]) -> str:
    return ", ".join(f"{name} {trial[name]}" for name in ("silhouette", "within", "between", "fit", "stability") if trial[name] is not None)
