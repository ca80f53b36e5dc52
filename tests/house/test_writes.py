"""Every write says who does it."""

import importlib
import inspect
import pkgutil

import kinline


def command_modules():
    for found in pkgutil.walk_packages(kinline.__path__, "kinline."):
        if ".commands" in found.name and ".management" not in found.name:
            yield importlib.import_module(found.name)


def commands():
    for module in command_modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__}.{name}", function


def test_every_command_takes_by_as_a_keyword():
    silent = [
        name
        for name, function in commands()
        if "by" not in inspect.signature(function).parameters
        or inspect.signature(function).parameters["by"].kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    assert set(silent) == set(NO_WRITES)


#: Functions in a commands module that take no `by`, and why.
NO_WRITES = {
    "kinline.exchange.commands.layout_of": "reads",
    "kinline.exchange.commands.overlaid": "reads",
    "kinline.inquiries.commands.tasks.locked": "a step of commands, which say who",
    "kinline.inquiries.commands.tasks.make_task": "a step of commands, which say who",
    "kinline.inquiries.commands.telling.talk_request": "words only",
    "kinline.registry.commands.basis_of": "reads",
    "kinline.registry.commands.begin_arrival": "a step of an import, whose run says who began it",
    "kinline.registry.commands.complete_arrival": "a step of an import, whose run says who began it",
    "kinline.registry.commands.source_of": "reads",
    "kinline.registry.commands.take_back_unshown": "a step of an import, whose run says who began it",
}


def test_there_are_commands():
    assert len(list(commands())) > 10
