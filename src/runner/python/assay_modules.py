"""A project's modules in Python: loading them, what they define, what they import, and where they failed."""

from __future__ import annotations

import builtins
import importlib.util
import os
import sys

import assay

_MOST_CAUSES = 10
_PACKAGES = ("%ssite-packages%s" % (os.sep, os.sep), "%sdist-packages%s" % (os.sep, os.sep))

#: The folder of the project, once there is one.
_folder = None


class Project:
    def __init__(self, folder):
        global _folder
        _folder = os.path.join(folder, "")
        sys.path.insert(0, folder)
        self._imports = {}
        self._modules = {}
        self._note_imports()

    def load(self, programs, metrics):
        """What the two modules define; a path is None where there is no such module."""
        return {"programs": self._load("programs", programs), "metrics": self._load("metrics", metrics)}

    def find(self, what, name):
        return getattr(self._modules[what], name)

    def source(self, name):
        import inspect

        try:
            return inspect.getsource(self.find("programs", name).function)
        except (OSError, TypeError):
            return ""

    def _load(self, name, path):
        if path is None:
            return None
        try:
            module = sys.modules.get(name)
            if module is None or getattr(module, "__file__", None) != path:
                module = _imported(name, path)
        except BaseException as error:
            return {"definitions": [], "files": [path], "error": _loading_error(error, path)}
        self._modules[name] = module
        try:
            definitions = [
                _definition(each, value) for each, value in vars(module).items() if _is_definition(name, each, value)
            ]
            return {"definitions": definitions, "files": sorted(self._closure(path)), "error": None}
        except NotADefinition as error:
            return {"definitions": [], "files": [path], "error": str(error)}

    def _note_imports(self):
        """Notes which module of the project imports which, wherever it does so."""
        imported = builtins.__import__

        def noting(name, globals=None, locals=None, fromlist=(), level=0):
            module = imported(name, globals, locals, fromlist, level)
            importer = (globals or {}).get("__file__")
            if importer is not None and _is_of_project(importer):
                self._note(importer, _absolute(name, globals, level), fromlist or ())
            return module

        builtins.__import__ = noting

    def _note(self, importer, name, fromlist):
        parts = name.split(".")
        names = [".".join(parts[: at + 1]) for at in range(len(parts))]
        names += ["%s.%s" % (name, each) for each in fromlist]
        for each in names:
            file = getattr(sys.modules.get(each), "__file__", None)
            if file is not None and _is_of_project(file):
                self._imports.setdefault(importer, set()).add(file)

    def _closure(self, path):
        """The module, all that it imports of its project, and what was imported in ways that nobody noted."""
        noted = {file for files in self._imports.values() for file in files}
        loaded = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
        entries = {getattr(module, "__file__", None) for module in self._modules.values()}
        found = {path} | {f for f in loaded - noted - entries if f is not None and _is_of_project(f)}
        left = list(found)
        while left:
            for file in self._imports.get(left.pop(), ()):
                if file not in found:
                    found.add(file)
                    left.append(file)
        return found


class NotADefinition(Exception):
    """Something that a module defines and that can't be given to Assay."""


def _imported(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _is_definition(module, name, value):
    return not name.startswith("_") and isinstance(value, assay.Program if module == "programs" else assay.Metric)


def _definition(name, value):
    path, line = value.place
    common = {"name": name, "line": line, "path": path}
    if isinstance(value, assay.Program):
        return {**common, "kind": "program", "calls": value.calls}
    from assay_channel import NotJsonError, json_text

    scale = value.options["scale"]
    options = {**value.options, "scale": {"kind": scale.kind, "values": scale.values}}
    try:
        json_text(options, name)
    except NotJsonError as error:
        raise NotADefinition("%s:%d: MetricError: %s" % (path, line, error)) from error
    return {**common, "kind": value.kind, "options": options}


def _absolute(name, globals, level):
    if level == 0:
        return name
    package = globals.get("__package__") or ""
    base = package.rsplit(".", level - 1)[0] if level > 1 else package
    return "%s.%s" % (base, name) if name else base


def _is_of_project(path):
    return _folder is not None and path.startswith(_folder) and not any(part in path for part in _PACKAGES)


def _loading_error(error, path):
    """As errors of modules begin: `/srv/projects/p/programs.py:4: NameError: …`."""
    if isinstance(error, SyntaxError) and error.filename and _is_of_project(error.filename):
        place = "%s:%d" % (error.filename, error.lineno or 1)
        return "%s: %s: %s" % (place, type(error).__name__, error.msg)
    file, line = _place_of(error) or (path, None)
    return "%s: %s: %s" % (file if line is None else "%s:%d" % (file, line), type(error).__name__, _text_of(error))


def described(error):
    """What Assay is told of an error: its class, its message with file and line, and which question to Assay it comes from."""
    kind = getattr(error, "type", None) if isinstance(error, assay.AssayError) else None
    place = _place_of(error)
    message = _text_of(error)
    if message == "" and place is not None:
        import linecache

        message = linecache.getline(*place).strip()
    if place is not None:
        message = "%s (%s:%d)" % (message, os.path.basename(place[0]), place[1])
    causes = _causes_of(error)
    asks = [cause._assay_ask for cause in causes if getattr(cause, "_assay_ask", None) is not None]
    return {
        "type": kind or type(error).__name__,
        "message": message,
        "ask": asks[0] if asks else None,
        "isAsked": getattr(error, "_assay_ask", None) is not None,
    }


def _causes_of(error):
    causes = []
    while error is not None and len(causes) < _MOST_CAUSES:
        causes.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return causes


def _place_of(error):
    """The last place in a traceback that is in the code of the project."""
    place = None
    step = error.__traceback__
    while step is not None:
        path = step.tb_frame.f_code.co_filename
        if _is_of_project(path):
            place = (path, step.tb_lineno)
        step = step.tb_next
    return place


def _text_of(error):
    try:
        return str(error)
    except BaseException:
        return "an error was raised that can not be read"
