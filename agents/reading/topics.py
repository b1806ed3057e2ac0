"""The topic: what is left of the words once the order around them is taken away."""

from dataclasses import replace

from agents.reading.head import Head
from agents.reading.items import list_mark, split_list
from agents.reading.leftovers import (
    Clause,
    clauses,
    only_glue,
    plain,
    trim_fillers,
    trim_modifiers,
    trim_order,
    trim_topic,
)
from agents.reading.lexicon import alternation, compiled, words
from agents.reading.marks import Mark
from agents.reading.parse import Parse
from agents.reading.runs import Topic, asks_something, is_audience, topic_run
from agents.reading.text import fold

LONGEST_TOPIC, LONGEST_ANGLE = 140, 220
PLURAL = ("s", "n", "i")
"""How "topics", "Themen", "temi" end, and "topic", "Thema", "tema" do not."""
FIRST_WORD = r"^\S+\s+"


def read_topic(parse: Parse, start: int, end: int, head: Head) -> Topic:
    """The topic of the stretch `start`..`end` that belongs to this head."""
    framed = _framed(parse, start, end)
    pre = plain(parse, head.start, head.noun_end)
    pre = trim_modifiers(parse.languages, pre if _number_leads(parse, head) else trim_order(parse.languages, pre))
    pre = "" if only_glue(parse.languages, pre) else pre
    post = _with_list_behind(parse, _after_noun(parse, head.noun_end, end), head, end)
    lead = _free_standing(parse, start, head.start, topic_known=bool(framed.words or post.words))
    main = framed if framed.words else post
    if not main.words and not pre:
        main, lead = lead, Topic(background=lead.background)
    return _compose(parse, head, main, pre, (post, lead), framed)


def _number_leads(parse: Parse, head: Head) -> bool:
    """Whether the head begins with its number; without one, the words of asking may stand in it."""
    return any(m.kind == "noise" and m.start == head.start for m in parse.marks.over(head.start, head.start + 1))


def read_free(parse: Parse, start: int, end: int) -> Topic:
    """The topic of words outside any head: a whole brief without one, or a bullet."""
    framed = _framed(parse, start, end)
    if not framed.words and list_mark(parse, start, end):
        return _after_noun(parse, start, end)
    return framed if framed.words else _free_standing(parse, start, end)


def _compose(parse: Parse, head: Head, main: Topic, pre: str, others: tuple[Topic, Topic], framed: Topic) -> Topic:
    post, lead = others
    pre_fold = fold(pre)
    topic, angle = main.words, [main.angle]
    if compiled(rf"(?:{parse.any('same')})").fullmatch(fold(topic)):
        return Topic(background=main.background)
    if topic and not pre and main is post and head.kind == "unit" and is_audience(parse, topic):
        topic = trim_topic(parse.languages, compiled(FIRST_WORD).sub("", topic))
    if not topic:
        topic = pre or _tone_words(parse, head)
    elif pre and is_audience(parse, topic):
        topic = f"{pre} {topic}"
        main = replace(main, span=None)
    elif pre and pre_fold not in fold(topic):
        angle.insert(0, pre)
    if framed.words and post.words and fold(topic) not in fold(post.words):
        angle.append(post.words)
    angle.append(lead.words if lead is not main else "")
    said = "; ".join(dict.fromkeys(a for a in angle if a and fold(a) != fold(topic)))
    background = tuple(dict.fromkeys((*main.background, *lead.background, *post.background)))
    return Topic(_cut(topic, LONGEST_TOPIC), _cut(said, LONGEST_ANGLE), main.span, main.after_colon, background)


def _tone_words(parse: Parse, head: Head) -> str:
    """As in "Motivational reels" name no other topic than their tone."""
    return " ".join(parse.shown(m.start, m.end) for m in parse.marks.inside(head.start, head.noun_end, "tone"))


def _framed(parse: Parse, start: int, end: int) -> Topic:
    """As in "Topic: coffee"."""
    frame = rf"(?:{parse.any('topic_frame')}\s*(?::|-\s|=)|{parse.any('topic_is')}\s*:?)\s*"
    for match in compiled(rf"(?:^|(?<=[.,;!?\n]\s*)){frame}").finditer(parse.text.folded, start, end):
        sentence = parse.sentences(match.end(), end)[0]
        several = match.group().rstrip(" :=-").endswith(PLURAL)
        found = topic_run(parse, clauses(parse, *sentence), several)
        if found.words:
            return found
    return Topic()


def _after_noun(parse: Parse, start: int, end: int) -> Topic:
    """What is said after the word for the piece: the run that a connector opens, else the first clause."""
    each = list_mark(parse, start, end)
    if each:
        return _listed(parse, start, end, each)
    found = [c for c in clauses(parse, start, end) if '"' in c.words or not only_glue(parse.languages, c.words)]
    if len(found) > 1 and _is_outlet(parse, found[0]) and not asks_something(parse, found[1]):
        found = found[1:]
    if not found:
        return Topic()
    colon = found[0].stop in (":", "-")
    for index, clause in enumerate(found):
        about = _about(parse, clause)
        if about is not None and not about.words and found[index + 1 :] and found[index + 1].stop in (":", "-"):
            topic = replace(topic_run(parse, found[index + 1 :], True), after_colon=True)
            return _with_rest(parse, topic, found[:index], found, found[index + 1])
        if about is not None and about.words:
            topic = topic_run(parse, [about, *found[index + 1 :]])
            return _with_rest(parse, topic, found[:index], found, about)
    first = _next_to_noun(parse, found[0], start)
    if first is None:
        return _rest_only(parse, found, colon)
    topic = replace(topic_run(parse, [first, *found[1:]], colon), after_colon=colon)
    return _with_rest(parse, topic, [], found, first)


def _is_outlet(parse: Parse, clause: Clause) -> bool:
    """As in "for my cooking channel, pasta": where the pieces go, when a topic of their own follows."""
    own = rf"(?:{alternation(words(parse.languages, 'for'))})\s+(?:{alternation(words(parse.languages, 'own'))})"
    outlet = alternation(words(parse.languages, "outlet"))
    return compiled(rf"\s*{own}\s+(?:[\w'-]+\s+){{0,5}}?{outlet}\W*").fullmatch(fold(clause.words)) is not None


def _with_list_behind(parse: Parse, topic: Topic, head: Head, end: int) -> Topic:
    """As in "4 shorts for my channel: quasars, pulsars, ...": a list of as many parts as pieces is the topic."""
    behind = [c for c in clauses(parse, head.noun_end, end) if topic.span and c.start >= topic.span[1]]
    if not behind or behind[0].stop not in (":", "-") or not head.count:
        return topic
    run = topic_run(parse, behind, listed=True)
    if run.span is None or len(split_list(parse, *run.span)) != head.count.value:
        return topic
    return replace(run, angle=topic.words, after_colon=True, background=topic.background)


def _listed(parse: Parse, start: int, end: int, each: Mark) -> Topic:
    """The list that "for each of" opens; what stands before it sets the whole apart."""
    low, high = parse.sentences(each.end, end)[0]
    before, background = _sort_rest(parse, clauses(parse, start, each.start))
    after, more = _sort_rest(parse, clauses(parse, high, end))
    angle = "; ".join([*before, *after])
    return Topic(plain(parse, low, high), angle, (low, high), True, (*background, *more))


def _rest_only(parse: Parse, found: list[Clause], colon: bool) -> Topic:
    rest, background = _sort_rest(parse, found)
    if not rest:
        return Topic(background=background)
    return Topic(rest[0], "; ".join(rest[1:]), None, colon, background)


def _about(parse: Parse, clause: Clause) -> Clause | None:
    """The clause from its topic connector on, when it has one."""
    pattern = compiled(rf"(?:{parse.any('about')})")
    folded = fold(clause.words)
    match = pattern.search(folded)
    if match is None or compiled(parse.any("how_to")).search(folded, 0, match.start()):
        return None
    said = trim_topic(parse.languages, clause.words[match.end() :])
    before = trim_order(parse.languages, clause.words[: match.start()])
    if _postpositional(parse):
        after = trim_order(parse.languages, said)
        return replace(clause, words=trim_order(parse.languages, clause.words) if after else before)
    if not said:
        return replace(clause, words="")
    inside = pattern.search(parse.text.folded, clause.start, clause.end)
    return replace(clause, start=inside.end() if inside else clause.start, words=said)


def _postpositional(parse: Parse) -> bool:
    """Whether the language says "coffee about"."""
    return parse.languages[0] == "hi"


def _next_to_noun(parse: Parse, clause: Clause, start: int) -> Clause | None:
    """The first clause after the noun, when a weak connector or nothing but a colon stands between."""
    if clause.stop not in ("", ":", "-", "(") and parse.text.folded[start : clause.start].strip(" :-("):
        return None
    quoted = '"' in clause.words
    clause = replace(clause, words=trim_fillers(parse.languages, clause.words))
    lead = compiled(rf"(?:{parse.any('about_next')})\s*").match(fold(clause.words))
    said = trim_topic(parse.languages, clause.words[lead.end() :] if lead else clause.words)
    promoted = _behind_audience(parse, clause) if lead else None
    if promoted:
        return promoted
    keeps_for = lead and compiled(rf"(?:{alternation(words(parse.languages, 'for'))})\s*").fullmatch(lead.group())
    if keeps_for and said:
        said = f"{clause.words[: lead.end()].strip()} {said}" if lead else said
    if not said or (only_glue(parse.languages, said) and not quoted):
        return None
    if lead is None and asks_something(parse, clause):
        return None
    fillers = rf"(?:(?:{parse.any('filler')})\s+)*"
    inside = parse.after(clause.start, fillers + parse.any("about_next")) if lead else None
    return replace(clause, start=inside.end() if inside else clause.start, words=said)


def _behind_audience(parse: Parse, clause: Clause) -> Clause | None:
    """As in "for my shop on beard care": the shop is the user's, the topic comes after."""
    own = rf"\s*(?:{alternation(words(parse.languages, 'for'))})\s+(?:{alternation(words(parse.languages, 'own'))})\s"
    on = rf"(?:{alternation(words(parse.languages, 'own_about'))})\s+"
    match = compiled(rf"{own}(?:[\w&'-]+\s+){{1,4}}?{on}").match(fold(clause.words))
    if match is None:
        return None
    said = clause.words[match.end() :]
    inside = clause.end - len(said)
    return replace(clause, start=inside, words=said) if said.strip() else None


def _with_rest(parse: Parse, topic: Topic, before: list[Clause], found: list[Clause], first: Clause) -> Topic:
    used = topic.span or (0, 0)
    rest = [*before, *[c for c in found if c.start >= used[1] and c.end > first.end]]
    others, background = _sort_rest(parse, rest)
    audience = [o for o in others if is_audience(parse, o)]
    said = " ".join([topic.words, *audience])
    angle = "; ".join(o for o in others if o not in audience)
    return replace(topic, words=said, angle=angle, background=background)


def _sort_rest(parse: Parse, rest: list[Clause]) -> tuple[list[str], tuple[str, ...]]:
    """Other clauses: wishes for the angle, and what is only said about the user."""
    others, background = [], []
    for clause in rest:
        said = trim_order(parse.languages, clause.words)
        if not said or only_glue(parse.languages, said):
            continue
        if _is_background(parse, clause):
            background.append(clause.words)
            continue
        audience = compiled(rf"(?:{parse.any('audience')})\s*").match(fold(said))
        if audience:
            said = words(parse.languages, "for_whom")[0].format(said[audience.end() :].strip(" :"))
        elif is_audience(parse, clause.words):
            said = clause.words
        others.append(
            trim_topic(parse.languages, said) if not (audience or is_audience(parse, said)) else said.strip(" .,")
        )
    return [o for o in others if o], tuple(background)


def _free_standing(parse: Parse, start: int, end: int, *, topic_known: bool = False) -> Topic:
    """The topic of words without an order; of what the user is only where no topic is known."""
    found = clauses(parse, start, end)
    for index, clause in enumerate(found):
        about = _about(parse, clause)
        if about is not None and about.words:
            return _with_rest(parse, topic_run(parse, [about, *found[index + 1 :]]), found[:index], found, about)
    kept = [c for c in found if not _is_background(parse, c)]
    kept = kept or [_of_user(parse, c) for c in found if not topic_known]
    for index, clause in enumerate(kept):
        said = trim_order(parse.languages, clause.words)
        if said and not only_glue(parse.languages, said):
            first = replace(clause, words=said)
            return _with_rest(
                parse,
                topic_run(parse, [first, *kept[index + 1 :]]),
                [c for c in found if c.end <= clause.start],
                found,
                first,
            )
    aside = [c.words for c in found if c not in kept and trim_order(parse.languages, c.words)]
    return Topic(background=tuple(aside))


def _is_background(parse: Parse, clause: Clause) -> bool:
    return compiled(rf"\s*(?:{parse.any('background')})").match(fold(clause.words)) is not None


def _of_user(parse: Parse, clause: Clause) -> Clause:
    """As in "We're a yoga studio", when nothing else is said: the yoga studio is the topic."""
    lead = compiled(rf"\s*(?:{parse.any('background')})\s*").match(fold(clause.words))
    rest = clause.words[lead.end() :] if lead else ""
    return clause if only_glue(parse.languages, rest) else replace(clause, words=rest)


def _cut(said: str, limit: int) -> str:
    if len(said) <= limit:
        return said
    return said[:limit].rsplit(" ", 1)[0].rstrip(" ,;:-")
