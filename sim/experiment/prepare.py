"""Before any replication: solve the plan of every group in every game it will meet, once.

A game depends on the rule book and the parameters only, never on seed, replication or other arms; two arms with the
same game share its plan. Workers that play are sent plans and never solve.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sim.disclosure import published_sds
from sim.entities.brief import Play
from sim.entities.entry import Expectation, Kind, Plans, Taught, Turnout
from sim.entities.knowledge import Later
from sim.entities.protocols import Game, Plan, Rivals
from sim.entities.study import Arm, PoissonCount, Study
from sim.entities.units import YEAR
from sim.equilibrium.entry import EntryGame, essence
from sim.equilibrium.expectation import expectation
from sim.equilibrium.taught import taught_limit
from sim.errors import NoEquilibriumError
from sim.experiment.attendance import entry_game, levels
from sim.experiment.frozen import as_in
from sim.experiment.identity import canonical, digest
from sim.experiment.promises import promised
from sim.experiment.setting import Setting, potential
from sim.experiment.solving import ALONE, Answer, Solving, solve, turnout
from sim.money import all_in
from sim.procedures import Round


def prepare(study: Study, how: Solving = ALONE) -> Plans:
    """All plans of a study, and who comes to its auctions.

    Who comes takes longest to solve, so all distinct questions are collected first and may be solved side by side.

    Raises
    ------
    NoEquilibriumError
        If some group's strategy has no answer to its game, or it is not known who comes; the message names arm, lots or
        group, and what to change.
    RunError
        If a plug-in's plan does not keep its promise, or a worker died.
    """
    solved: dict[str, Plan] = {}
    limits: dict[tuple[str, str, str, int], Plan] = {}
    expectations: dict[tuple[str, str, str], Expectation] = {}
    lessons: dict[str, Taught | None] = {}
    taught: dict[tuple[str, str, str, int], Taught | None] = {}
    turnouts = attended(study, how)
    for setting, listing in auctions(study):
        arm, lots = setting.arm.name, setting.lots_name
        for kind in (kind for name in setting.takers for kind in setting.kinds(name)):
            game = game_of(setting, listing, kind, turnouts.get((arm, lots, listing.number)))
            question = canonical((setting.takers[kind.group].strategy, game))
            if question not in solved:
                solved[question] = _solved(setting, kind, game)
                with contextlib.suppress(NoEquilibriumError):
                    lessons[question] = taught_limit(game)
            limits[arm, lots, kind.name, listing.number] = solved[question]
            expectations[arm, lots, kind.name] = expectation(game)
            if question in lessons:
                taught[arm, lots, kind.name, listing.number] = lessons[question]
    return Plans(limits, turnouts, expectations, taught)


def auctions(study: Study) -> Iterator[tuple[Setting, Round]]:
    """Every round of every lot group in every arm."""
    for arm in study.arms.values():
        for name, lots in sorted(study.lots.items()):
            setting = Setting(study, arm, lots, name)
            yield from ((setting, listing) for listing in setting.listings)


def attended(study: Study, how: Solving = ALONE) -> dict[tuple[str, str, int], Turnout]:
    """Who comes, by arm, lot group and round; nothing where all come who hear of a lot.

    Raises
    ------
    NoEquilibriumError
        If no equilibrium of entry is known or found; the message names the arm and lots that ask first.
    """
    if study.frozen is not None:
        return _frozen(study, study.frozen, how)
    keys, questions = asked(study)
    return answered(keys, solve(questions, how))


def answered(
    keys: Mapping[tuple[str, str, int], str], answers: Mapping[str, Answer]
) -> dict[tuple[str, str, int], Turnout]:
    """Who comes, by arm, lot group and round, each of which has a question by key.

    Raises
    ------
    NoEquilibriumError
        As :func:`attended`.
    """
    found = {}
    for (arm, lots, number), key in keys.items():
        with _naming(arm, lots):
            found[arm, lots, number] = turnout(answers[key])
    return found


def _frozen(study: Study, arm: Arm, how: Solving) -> dict[tuple[str, str, int], Turnout]:
    """Who comes as in another arm, round by round; to further rounds as to its last."""
    there = attended(replace(study, arms={arm.name: arm}, baseline=arm.name, frozen=None), how)
    last: dict[str, int] = {}
    for _, lots, number in there:
        last[lots] = max(last.get(lots, 0), number)
    return {
        (setting.arm.name, setting.lots_name, listing.number): as_in(
            there[arm.name, setting.lots_name, min(listing.number, last[setting.lots_name])],
            levels(setting, listing) if setting.seen_through_noise else None,
        )
        for setting, listing in auctions(study)
        if setting.lots_name in last
    }


def asked(study: Study) -> tuple[dict[tuple[str, str, int], str], dict[str, EntryGame]]:
    """Who comes, as questions: a key for each arm, lot group and round, and a game for each key.

    Raises
    ------
    NoEquilibriumError
        If one cannot be stated.
    """
    if study.frozen is not None:
        study = replace(study, arms={study.frozen.name: study.frozen}, frozen=None)
    keys: dict[tuple[str, str, int], str] = {}
    questions: dict[str, EntryGame] = {}
    for setting, listing in auctions(study):
        arm, lots = setting.arm.name, setting.lots_name
        with _naming(arm, lots):
            game = _entry(setting, listing)
        if game is not None:
            game = essence(game)
            key = digest(canonical(game))  # nan, a start price that differs by lot, equals itself in text only
            keys[arm, lots, listing.number] = key
            questions.setdefault(key, game)
    return keys, questions


def signature(study: Study) -> str:
    """What the plans of a study depend on: equal where bidders face the same games, whatever else differs."""
    keys, _ = asked(study)
    frozen = None if study.frozen is None else (study.frozen.venue, study.frozen.bidders)
    games = [
        canonical((setting.takers[kind.group].strategy, game_of(setting, listing, kind)))
        for setting, listing in auctions(study)
        for name in setting.takers
        for kind in setting.kinds(name)
    ]
    return digest(canonical([frozen, sorted((*key[:2], str(key[2]), text) for key, text in keys.items()), games]))


def _entry(setting: Setting, listing: Round) -> EntryGame | None:
    """Who comes, as a question."""
    return entry_game(setting, listing, lambda kind: rivals_of(setting, listing, kind, None, 0))


@contextlib.contextmanager
def _naming(arm: str, lots: str) -> Iterator[None]:
    """Put arm and lots in front of what is said of a game without an answer."""
    try:
        yield
    except NoEquilibriumError as error:
        raise NoEquilibriumError(f"arms.{arm}, lots.{lots}: {error}") from None


def _solved(setting: Setting, kind: Kind, game: Game) -> Plan:
    """The plan of one kind of bidder."""
    try:
        return promised(setting.takers[kind.group].strategy, game, setting.lots.worth)
    except NoEquilibriumError as error:
        raise NoEquilibriumError(f"arms.{setting.arm.name}, bidders.{kind.group}: {error}") from None


def game_of(setting: Setting, listing: Round, kind: Kind, come: Turnout | None = None) -> Game:
    """The contest as a bidder of a kind may know it."""
    own, later = setting.takers[kind.group], ahead(setting, listing)
    others = [other for name in setting.takers for other in setting.kinds(name) if other != kind]
    ladder = listing.format.ladder(setting.rules, listing.start)
    return Game(
        format=listing.format,
        own=setting.law(own),
        reserve=all_in(setting.rules.buyer_fee, listing.start),
        step=ladder.step,
        rounds=1 + len(later),
        rivals=(
            rivals_of(setting, listing, kind, come, 1),
            *(rivals_of(setting, listing, other, come, 0) for other in others),
        ),
        risk_aversion=own.risk_aversion,
        constrained=own.wealth is not None,
        min_bidders=setting.rules.min_bidders,
        looks=setting.looks(kind),
        common=setting.lots.worth if setting.lots.worth.given else None,
        public_variance=setting.public_variance,
        verdicts=published_sds(setting.lots, setting.place) if setting.lots.worth.discloses == "verdicts" else (),
        shows=setting.rules.shows,
        hurried=ladder.trigger == 0 and not ladder.proxy and listing.format.play is Play.ASCENDING,
        levels=None if come is None else come.levels,
        later=later,
        usual=setting.usual(listing),
        defect=setting.hidden,
        loss=0.0 if setting.lots.defect is None else setting.lots.defect.loss_share,
        learnt=setting.learnt,
        deposit=0.0 if setting.learnt is None else setting.typical[listing.number - 1].deposit,
    )


def rivals_of(setting: Setting, listing: Round, kind: Kind, come: Turnout | None, self_counted: int) -> Rivals:
    """A kind of bidders as its rivals see it; of those of one's own kind, all but oneself."""
    group = setting.takers[kind.group]
    poisson = isinstance(group.count, PoissonCount)
    heard = sum(setting.heard(kind.group).values())
    numbers = () if come is None else come.numbers(kind)
    if come is not None and come.levels is None:
        heard = numbers[0] / potential(group) if potential(group) > 0.0 else 0.0
    return Rivals(
        law=setting.law(group),
        others=potential(group) if poisson else max(potential(group) - self_counted, 0.0),
        poisson=poisson,
        heard=heard,
        strategy=group.strategy,
        risk_aversion=group.risk_aversion,
        constrained=group.wealth is not None,
        looks=setting.looks(kind),
        name=kind.name,
        numbers=numbers if come is not None and come.levels is not None else (),
        informed=setting.informed(kind),
        saw=kind.saw,
        leaves=setting.leaves(kind),
        forfeits=setting.at_stake(listing) if setting.leaves(kind) > 0.0 else 1.0,
    )


def ahead(setting: Setting, listing: Round) -> tuple[Later, ...]:
    """The rounds that bidders may wait for; none where they take each round for the last.

    The sell-off is at the start price of the last round, so nobody waits for it.
    """
    rate = setting.study.behaviour.discount_rate
    if setting.study.behaviour.foresight == "myopic":
        return ()
    found, waited, typical = [], 0, setting.typical
    first = typical[listing.number - 1].start
    for after in typical[listing.number :]:
        if after.sell_off or first <= 0.0:
            break
        waited += after.wait + after.notice
        fee = setting.rules.buyer_fee
        found.append(Later(all_in(fee, after.start) / all_in(fee, first), (1.0 + rate) ** (-waited / YEAR)))
    return tuple(found)
