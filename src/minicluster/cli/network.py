"""`minicluster network`: measure who is tied to whom, from a table of ties or of attendance."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from minicluster.cli.runtime import answer, json_option

if TYPE_CHECKING:
    import polars as pl

    from minicluster.analytics.graph import Network, TripleHelix

SHOWN: Final = 10
HELICES: Final = ("university", "industry", "government")
_file = click.Path(dir_okay=False, path_type=Path)


@click.command(name="network")
@click.argument("file", type=_file)
@click.option("--from", "source", required=True, metavar="COL", help="The column with one end of the tie.")
@click.option("--to", "target", required=True, metavar="COL", help="The column with the other end; with --two-mode the activity.")
@click.option("--sector", "sectors", type=_file, help="A table with a row for each node and its sector; nodes without ties are isolates.")
@click.option("--sector-node", metavar="COL", help="Its column with the node.  [default: node, or the first]")
@click.option("--sector-name", metavar="COL", help="Its column with the sector.  [default: sector, or the second of two]")
@click.option("--weight", metavar="COL", help="The column with the strength of the tie, above 0.")
@click.option("--time", metavar="COL", help="The column with the day, month or year.")
@click.option("--period", type=click.Choice(["year", "month", "day"]), default="year", show_default=True, help="What times are summed up to.")
@click.option("--directed", is_flag=True, help="A tie from A to B is another one than from B to A.")
@click.option("--add-up", is_flag=True, help="Add up the weights of a pair that stands twice, instead of refusing the table.")
@click.option("--two-mode", is_flag=True, help="FILE says who was at which activity: ties are made of that, 1/(k-1) for each activity of k people.")
@click.option("--university", multiple=True, metavar="SECTOR", help="For T(UIG): sectors that are universities.  [default: university]")
@click.option("--industry", multiple=True, metavar="SECTOR", help="Sectors that are firms.  [default: industry]")
@click.option("--government", multiple=True, metavar="SECTOR", help="Sectors that are government.  [default: government]")
@click.option("--samples", type=click.IntRange(4), default=96, show_default=True, help="Above 5,000 nodes, from how many of them betweenness is estimated.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sample and of the bootstrap.")
@json_option
def command(
    *, file: Path, samples: int, seed: int, as_json: bool, university: tuple[str, ...], industry: tuple[str, ...], government: tuple[str, ...], **columns: Any
) -> None:
    """Positions, brokers and their roles, core and periphery, sectors, growth, and who should meet, from a table of ties.

    FILE is .csv, .tsv or .parquet, a row for each tie. Nothing is stored.
    """
    network, records = _read(file, **columns)
    named = dict(zip(HELICES, (university, industry, government), strict=True))
    report = told(network, _helix(network, records, named, seed), samples=samples, seed=seed)
    answer(report, as_json=as_json, text=_as_text)


def _read(
    file: Path,
    *,
    source: str,
    target: str,
    weight: str | None,
    time: str | None,
    two_mode: bool,
    add_up: bool,
    sectors: Path | None,
    sector_node: str | None,
    sector_name: str | None,
    **further: Any,
) -> "tuple[Network, pl.DataFrame]":
    """The network, and the records that T(UIG) counts with a row for each who takes part: activities, or else ties."""
    import polars as pl

    from minicluster.analytics.graph import attendance_projection, read_network
    from minicluster.analytics.tables import read_table

    rows, _kind = read_table(file, [source, target])
    named: dict[str, Any] = {"sectors": sectors, "node": sector_node, "sector": sector_name, **further}
    if two_mode:
        if weight or further["directed"]:
            raise click.UsageError("Attendance has neither weights nor directions: leave --weight and --directed out.")
        pairs = attendance_projection(file, person=source, activity=target, time=time)
        network = read_network(pairs, weight="weight", time="first" if time else None, **named)
        return network, rows.select(record=target, node=source)
    network = read_network(file, source=source, target=target, weight=weight, time=time, repeated="add" if add_up else "refuse", **named)
    numbered = rows.with_row_index("record")
    return network, pl.concat([numbered.select("record", node=pl.col(end).cast(pl.String)) for end in (source, target)])


def _helix(network: "Network", records: "pl.DataFrame", named: dict[str, tuple[str, ...]], seed: int) -> "TripleHelix | None":
    """T(UIG) where sectors are known and the helices among them are named, or called so."""
    import polars as pl

    from minicluster.analytics.graph import triple_helix

    university, industry, government = (named[helix] or (helix,) for helix in HELICES)
    if not any(named.values()) and not all(helix in network.sectors for helix in HELICES):
        return None
    place = network.sector_of_nodes()
    sector_of = {str(name): str(network.sectors[place[number]]) for number, name in enumerate(network.names)}
    sectors = records["node"].cast(pl.String).replace_strict(sector_of, default=None, return_dtype=pl.String)
    return triple_helix(records.with_columns(sector=sectors), university=university, industry=industry, government=government, seed=seed)


def told(network: "Network", helix: "TripleHelix | None", *, samples: int, seed: int) -> dict[str, Any]:
    """What is printed: facts of the whole, and tables as lists of rows; what is not defined is null."""
    from minicluster.analytics.graph import cross_sector_ties, density_over_time, ei_index, isolates, who_should_meet

    facts, nodes = _nodes(network, samples, seed)
    with_sectors, with_times = network.sector is not None, network.dated is not None
    return {
        "network": facts,
        "nodes": _rows(nodes),
        "isolates": isolates(network)["node"].to_list(),
        "sectors": _rows(ei_index(network)) if with_sectors else [],
        "cross_sector_ties": _rows(cross_sector_ties(network)) if with_sectors else [],
        "periods": _rows(density_over_time(network)) if with_times else [],
        "should_meet": _rows(who_should_meet(network)),
        "triple_helix": helix.as_facts() if helix else None,
    }


def _nodes(network: "Network", samples: int, seed: int) -> "tuple[dict[str, Any], pl.DataFrame]":
    import polars as pl

    from minicluster.analytics.graph import (
        EXACT_TO,
        betweenness,
        brokerage_roles,
        components,
        core_periphery,
        degrees,
        ei_of_nodes,
        structural_holes,
        transitivity,
    )

    core, parts = core_periphery(network), components(network)
    tables = [degrees(network), parts, betweenness(network, samples=samples, seed=seed), structural_holes(network), core.nodes]
    if network.sector is not None:
        tables += [brokerage_roles(network), network.by_node(ei=ei_of_nodes(network))]
    nodes = pl.concat([tables[0], *(table.drop("node") for table in tables[1:])], how="horizontal")
    facts = {
        "nodes": network.size,
        "ties": network.number_of_ties,
        "directed": network.directed,
        "density": network.density,
        "mean_degree": nodes["degree"].mean(),
        "isolates": nodes.filter(degree=0).height,
        "components": parts["component"].n_unique(),
        "largest_component": parts["component_size"].max(),
        "transitivity": transitivity(network),
        "betweenness": "exact" if network.size <= EXACT_TO else f"estimated from {samples} nodes",
        "coreness_fit": core.fit,
        "core_size": core.core_size,
        "core_fit": core.core_fit,
    }
    return {name: _plain(value) for name, value in facts.items()}, nodes


def _rows(table: "pl.DataFrame") -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in table.iter_rows(named=True)]


def _plain(value: Any) -> Any:
    """JSON knows no NaN: it is null there."""
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - only NaN is not itself


def _as_text(report: dict[str, Any]) -> str:
    parts = [_whole(report["network"]), _brokers(report), _alone(report), _sectors(report), _periods(report), _helix_line(report), _should_meet(report)]
    return "\n\n".join(part for part in parts if part)


def _whole(facts: dict[str, Any]) -> str:
    lines = [
        f"{facts['nodes']} nodes, {facts['ties']} {'directed ' if facts['directed'] else ''}ties; density {_figure(facts['density'])}, mean degree {_figure(facts['mean_degree'])}",
        f"{facts['components']} components, the largest of {facts['largest_component']} nodes; {facts['isolates']} isolates",
        f"transitivity {_figure(facts['transitivity'])}; core of {facts['core_size']} nodes (fit {_figure(facts['core_fit'])}; continuous fit {_figure(facts['coreness_fit'])})",
    ]
    return "\n".join(lines)


def _brokers(report: dict[str, Any]) -> str:
    first = sorted((row for row in report["nodes"] if row["betweenness"]), key=lambda row: -row["betweenness"])[:SHOWN]
    if not first:
        return "Nobody stands between others."
    lines = [f"Brokers (betweenness {report['network']['betweenness']})"]
    for row in first:
        error = f" ± {_figure(row['betweenness_se'])}" if row["betweenness_se"] else ""
        roles = "".join(f", {role} {row[role]:.0f}" for role in ("coordinator", "consultant", "gatekeeper", "representative", "liaison") if row.get(role))
        lines.append(
            f"  {row['node']}: betweenness {_figure(row['betweenness'])}{error}, degree {row['degree']}, constraint {_figure(row['constraint'])}, "
            f"effective size {_figure(row['effective_size'])}{roles}"
        )
    return "\n".join(lines)


def _alone(report: dict[str, Any]) -> str:
    names = report["isolates"]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"Tied to nobody: {', '.join(map(str, names[:SHOWN]))}{more}" if names else ""


def _sectors(report: dict[str, Any]) -> str:
    if not report["sectors"]:
        return ""
    rows = [f"  {row['sector'] or 'all'}: {row['nodes']} nodes, E-I {_figure(row['ei'])} (expected {_figure(row['expected'])})" for row in report["sectors"]]
    ties = [
        f"  {row['sector_1']} – {row['sector_2']}: {row['ties']} ties, {_figure(row['ratio'])} times as many as expected"
        for row in report["cross_sector_ties"]
        if row["ratio"] is not None
    ]
    return "\n".join(["Sectors", *rows, *ties])


def _periods(report: dict[str, Any]) -> str:
    rows = [
        f"  {row['period']}: {row['new_ties']} new ties, {row['ties']} by then among {row['nodes']}; density {_figure(row['density'])}, corrected for size {_figure(row['corrected'])}"
        for row in report["periods"]
    ]
    return "\n".join(["Over time", *rows]) if rows else ""


def _helix_line(report: dict[str, Any]) -> str:
    helix = report["triple_helix"]
    if helix is None:
        return ""
    return f"T(UIG) = {helix['t']:.1f} mbit (bootstrap band {helix['low']:.1f} to {helix['high']:.1f}, {helix['records']} records)"


def _should_meet(report: dict[str, Any]) -> str:
    # A pair stands there from both sides.
    pairs = {frozenset((str(row["node"]), str(row["other"]))): row for row in report["should_meet"]}
    first = sorted(pairs.values(), key=lambda row: -row["score"])[:SHOWN]
    return "\n".join(["Should meet (contacts in common)", *(f"  {row['node']} – {row['other']}: {_figure(row['score'])}" for row in first)]) if first else ""


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"  # noqa: PLR2004 - four figures, or all of a large number
