"""Every verb there is, found in the code: functions of the rooms' command modules that take a unit of work and a command."""

import dataclasses
import importlib
import inspect
import pkgutil

import eventsite
from eventsite.records.work import Work


def command_modules():
    for found in pkgutil.walk_packages(eventsite.__path__, "eventsite."):
        if "commands" in found.name.split("."):
            yield importlib.import_module(found.name)


def verbs():
    """Return name -> (function, command class) for every verb."""
    found = {}
    for module in command_modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            taken = list(inspect.signature(function).parameters.values())
            if len(taken) < 2 or taken[0].annotation is not Work:
                continue
            command = taken[1].annotation
            if isinstance(command, type) and dataclasses.is_dataclass(command) and "commands" in command.__module__:
                found[name] = function, command
    return found
