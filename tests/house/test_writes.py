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
    "kinline.inquiries.commands.correcting.take_up_again": "a step of commands, which say who",
    "kinline.inquiries.commands.correcting.unless_owed": "reads",
    "kinline.inquiries.commands.outside.reviewed_by": "writes nothing: an app says at the start who looks for files",
    "kinline.exchange.commands.ending.layout_of": "reads",
    "kinline.exchange.commands.ending.locked": "a step of commands, which say who",
    "kinline.exchange.commands.ending.release": "a step of commands, which say who",
    "kinline.inquiries.commands.tasks.locked": "a step of commands, which say who",
    "kinline.inquiries.commands.tasks.make_task": "a step of commands, which say who",
    "kinline.inquiries.commands.telling.talk_request": "words only",
    "kinline.inquiries.commands.telling.talk_text": "words only",
    "kinline.registry.commands.basis_of": "reads",
    "kinline.registry.commands.begin_arrival": "a step of an import, whose run says who began it",
    "kinline.registry.commands.photographs.carry_photographs_over": "a step of describe_many, which says who",
    "kinline.registry.commands.complete_arrival": "a step of an import, whose run says who began it",
    "kinline.registry.commands.source_of": "reads",
    "kinline.registry.commands.take_back_unshown": "a step of an import, whose run says who began it",
}


def test_there_are_commands():
    assert len(list(commands())) > 10
