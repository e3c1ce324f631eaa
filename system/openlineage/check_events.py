"""Holds events, one JSON line each from standard input, against the classes that OpenLineage's own client generates from
the published schemas. Prints what is wrong, and the facets of another version than the client's, as one JSON object."""
import json
import sys
import typing

import attr
from openlineage.client import event_v2, facet_v2
from openlineage.client.generated import base

EVENT = {"run": event_v2.Run, "job": event_v2.Job, "inputs": event_v2.InputDataset, "outputs": event_v2.OutputDataset}


def classes():
    """Every facet class by the name of its schema."""
    modules = [module for module in vars(facet_v2).values() if hasattr(module, "__dict__")]
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    return {kind._get_schema().split("/")[-1]: kind for kind in kinds if issubclass(kind, base.BaseFacet)}


def made(kind, value, path):
    """The value as the class, and every value in it as the class that its field names; raises what does not fit."""
    if isinstance(value, list):
        return [made(kind, one, f"{path}[{at}]") for at, one in enumerate(value)]
    fields = {field.name: field for field in attr.fields(kind)}
    hints = typing.get_type_hints(kind)
    given = {name: part for name, part in value.items() if not name.startswith("_")}
    for name in given.keys() - fields.keys():
        raise TypeError(f"{path}.{name} is not of {kind.__name__}")
    parts = {}
    for name, part in given.items():
        if name.endswith("acets"):
            parts[name] = {key: facet(one, f"{path}.{name}.{key}") for key, one in part.items()}
        else:
            parts[name] = fitting(hints[name], part, f"{path}.{name}")
    return kind(**parts)


def fitting(hint, part, path):
    """A value of the type that a field has."""
    options = typing.get_args(hint) if typing.get_origin(hint) not in (list, dict) else (hint,)
    options = [option for option in (options or (hint,)) if option is not type(None)]
    for option in options:
        if typing.get_origin(option) is list:
            (inner,) = typing.get_args(option)
            if isinstance(part, list):
                return [fitting(inner, one, f"{path}[{at}]") for at, one in enumerate(part)]
        elif attr.has(option):
            if isinstance(part, dict):
                return made(option, part, path)
        elif option in (str, bool, int) and type(part) is option:
            return part
    raise TypeError(f"{path} is {part!r}, not {hint}")


def facet(value, path):
    url = value["_schemaURL"]
    kind = KINDS.get(url.split("/")[-1])
    if kind is None:
        raise TypeError(f"{path}: no schema {url}")
    if kind._get_schema() != url:
        others.add(kind.__name__)
    return made(kind, value, path)


def check(event):
    parts = {name: made(kind, event[name], name) for name, kind in EVENT.items()}
    event_v2.RunEvent(
        eventType=event_v2.RunState[event["eventType"]],
        eventTime=event["eventTime"],
        producer=event["producer"],
        **parts,
    )
    return event_v2.RunEvent._get_schema() == event["schemaURL"]


KINDS = classes()
problems, others = [], set()
for line in sys.stdin:
    try:
        if not check(json.loads(line)):
            problems.append("another schema of the event")
    except (TypeError, ValueError, KeyError) as error:
        problems.append(f"{type(error).__name__}: {error}")
print(json.dumps({"problems": problems, "others": sorted(others)}))
