"""Whether a value of one declared type may stand where another is wanted."""

from collections.abc import Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

NUMBERS = (int, float)


def fits(source: Any, target: Any) -> bool:
    """Whether every value of `source` is a value of `target`, by their annotations."""
    source, target = _bare(source), _bare(target)
    if target is Any or source == target:
        return True
    if _is_union(source):
        return all(fits(member, target) for member in get_args(source))
    if _is_union(target):
        return any(fits(source, member) for member in get_args(target))
    if get_origin(source) is Literal:
        return _literal_fits(get_args(source), target)
    if get_origin(source) is tuple and get_origin(target) is tuple:
        return _tuples_fit(get_args(source), get_args(target))
    return _class_fits(source, target)


def shown(annotation: Any) -> str:
    """A type as a person reads it."""
    bare = _bare(annotation)
    if _is_union(bare):
        return " or ".join(shown(member) for member in get_args(bare))
    if get_origin(bare) is tuple:
        return f"list of {shown(get_args(bare)[0])}"
    if get_origin(bare) is Literal:
        return " or ".join(map(repr, get_args(bare)))
    return "nothing" if bare is NoneType else str(getattr(bare, "__name__", bare))


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, UnionType)


def _literal_fits(values: Sequence[Any], target: Any) -> bool:
    if get_origin(target) is Literal:
        return set(values) <= set(get_args(target))
    return all(_class_fits(type(value), target) for value in values)


def _tuples_fit(source: Sequence[Any], target: Sequence[Any]) -> bool:
    if not target or target[-1] is not Ellipsis:
        return len(source) == len(target) and all(map(fits, source, target))
    return all(fits(member, target[0]) for member in source if member is not Ellipsis)


def _class_fits(source: Any, target: Any) -> bool:
    if source is int and target is float:
        return True
    return isinstance(source, type) and isinstance(target, type) and issubclass(source, target)
