"""Programs and metrics of Assay's projects, in Python 3.9 or newer.

``programs.py`` holds programs, ``metrics.py`` metrics::

    from assay import ordinal, program, programmatic_metric

    @program
    def v1(render, complete):
        return complete(render(), schema={"type": "object", "properties": {"label": {"type": "string"}}}).output

    @programmatic_metric(description="The label is the one in the data.", scale=ordinal([False, True]))
    def is_right(output, reference):
        return output["label"] == reference

A function names what it needs as its parameters, and gets that. Names that begin with an underscore are private.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, Literal, Mapping, Optional, Protocol, Sequence, TypedDict, Union, overload

    #: ``role`` (``"system"``, ``"user"``, ``"assistant"`` or ``"tool"``) and ``content``, a text; the content of a user may be a list of
    #: ``{"type": "text", "text": ...}`` and ``{"type": "image", "image": ...}``, where an image is a ``data:`` URI of a PNG, JPEG, GIF or WebP in
    #: Base64. The assistant's may have the ``tool_calls`` of a ``Completion``; a tool's has a ``tool_call_id``, the ``id`` of the call it answers.
    Message = Mapping[str, Any]

    class Tool(TypedDict):
        """A function that the model may ask for. Calling it, and telling the model what it gave, is up to the program."""

        name: str
        #: What it does, and when to use it.
        description: str
        #: The JSON Schema of its arguments, that of an object.
        parameters: Mapping[str, Any]

    class ToolCall(TypedDict):
        """What the model asks to be called. The arguments are not checked against the schema."""

        id: str
        name: str
        arguments: Any

    class Render(Protocol):
        """Renders the job's prompt template; without variables, with the inputs of the example."""

        def __call__(self, variables: Optional[Mapping[str, Any]] = None, /, **more: Any) -> str: ...

    class Complete(Protocol):
        """Asks the job's model, once for each trial unless the program is defined with ``calls="any"``.

        With ``tools`` the model may ask for them instead of answering, by ``Completion.tool_calls``; ``tool_choice`` is ``"auto"`` (the
        provider's default), ``"required"`` or ``"none"``. ``schema`` and ``tools`` don't go together in one call.

        Raises a ``ModelError`` when the provider gives up, a ``StructuredOutputError`` when the answer does not fit the schema.
        """

        def __call__(
            self,
            prompt: Union[str, Sequence[Message]],
            *,
            schema: Optional[Mapping[str, Any]] = None,
            system: Optional[str] = None,
            tools: Optional[Sequence[Tool]] = None,
            tool_choice: Optional[Literal["auto", "required", "none"]] = None,
            generation: Optional[Mapping[str, Any]] = None,
        ) -> Completion: ...

    class AsyncComplete(Protocol):
        """What ``complete`` is in an ``async def`` program: await it."""

        def __call__(
            self,
            prompt: Union[str, Sequence[Message]],
            *,
            schema: Optional[Mapping[str, Any]] = None,
            system: Optional[str] = None,
            tools: Optional[Sequence[Tool]] = None,
            tool_choice: Optional[Literal["auto", "required", "none"]] = None,
            generation: Optional[Mapping[str, Any]] = None,
        ) -> Awaitable[Completion]: ...


__all__ = [
    "AnswerError",
    "AssayError",
    "Completion",
    "ModelError",
    "ProgramError",
    "Score",
    "StructuredOutputError",
    "llm_judge",
    "ordinal",
    "program",
    "programmatic_metric",
    "range_scale",
]

#: What a program may name as its parameters.
PROGRAM_PARAMETERS = ("inputs", "render", "complete", "is_cancelled")

#: What a programmatic metric may name as its parameters.
METRIC_PARAMETERS = ("output", "reference", "inputs", "example")


class AssayError(Exception):
    """Something that Assay refuses, or that a model did not do. ``type`` is its name in the events of a job."""

    def __init__(self, message: str, type: Optional[str] = None) -> None:
        super().__init__(message)
        self.type = self.__class__.__name__ if type is None else type


class ModelError(AssayError):
    """The provider gave up: there is no answer."""


class AnswerError(AssayError):
    """The model answered, but its answer can't be used: it was refused, filtered, cut off or empty."""


class StructuredOutputError(AnswerError):
    """The model answered, but not with JSON that fits the schema."""


class ProgramError(AssayError):
    """A program that did not complete as often as it has to."""


class Completion:
    """A model's answer: ``output`` as the schema has it (without one, the text), ``text`` as the model wrote it,
    ``reasoning``, what it thought aloud, where its provider shows it, else ``None``, and ``tool_calls``, the tools that it asks for, each with
    ``id``, ``name`` and ``arguments``: an empty list where it answers."""

    __slots__ = ("output", "reasoning", "text", "tool_calls")

    def __init__(
        self, output: Any, text: str, reasoning: Optional[str] = None, tool_calls: Optional[Sequence[ToolCall]] = None
    ) -> None:
        self.output = output
        self.text = text
        self.reasoning = reasoning
        self.tool_calls: Sequence[ToolCall] = [] if tool_calls is None else tool_calls

    def __repr__(self) -> str:
        return "Completion(output=%r, text=%r)" % (self.output, self.text)


class Score:
    """A score with the reason for it. A metric may return the value alone."""

    __slots__ = ("raw", "reason")

    def __init__(self, raw: Union[bool, float, str], reason: str = "") -> None:
        self.raw = raw
        self.reason = reason

    def __repr__(self) -> str:
        return "Score(%r, %r)" % (self.raw, self.reason)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Score) and (self.raw, self.reason) == (other.raw, other.reason)

    __hash__ = None  # type: ignore[assignment]


class Scale:
    """The values that a metric may give: made by ``ordinal`` or ``range_scale``."""

    __slots__ = ("kind", "values")

    def __init__(self, kind: str, values: Sequence[Any]) -> None:
        self.kind = kind
        self.values = values


def ordinal(levels: Sequence[Union[bool, float, str]]) -> Scale:
    """A few values in order, the worst first: ``ordinal([False, True])``."""
    return Scale("ordinal", list(levels))


def range_scale(floor: float, ceiling: float) -> Scale:
    """The numbers from ``floor`` to ``ceiling``, both included: ``range_scale(0, 10)``."""
    return Scale("range", [floor, ceiling])


class Program:
    """What ``@program`` makes of a function, which can still be called."""

    def __init__(self, function: Callable[..., Any], calls: str) -> None:
        self.function = function
        self.calls = calls
        self.place = _place_of(function)
        self.parameters, self.is_async = _signature("program", function, PROGRAM_PARAMETERS)
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__wrapped__ = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


class Metric:
    """What ``@programmatic_metric`` and ``llm_judge`` make."""

    def __init__(self, kind: str, place: Sequence[Any], options: Mapping[str, Any]) -> None:
        self.kind = kind
        self.place = place
        self.options = options


class ProgrammaticMetric(Metric):
    """A metric that your code computes. The function can still be called."""

    def __init__(self, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
        super().__init__("programmatic", _place_of(function), options)
        self.function = function
        self.parameters, self.is_async = _signature("programmatic_metric", function, METRIC_PARAMETERS)
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__wrapped__ = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


if TYPE_CHECKING:

    @overload
    def program(function: Callable[..., Any], /) -> Program: ...
    @overload
    def program(*, calls: str = "one") -> Callable[[Callable[..., Any]], Program]: ...


def program(function: Optional[Callable[..., Any]] = None, *, calls: str = "one") -> Any:
    """Makes a function a program, sync or async. It returns JSON, and gets what it names as parameters:

    - ``inputs``: the inputs of the example, a copy
    - ``render(variables)``: the job's prompt template, filled with the inputs, or with these variables only
    - ``complete(prompt, schema=, system=, tools=, tool_choice=, generation=)``: asks the job's model and returns a ``Completion``; in an
      ``async def``, await it
    - ``is_cancelled()``: whether the job was stopped or the time of the trial is up

    A program completes exactly once; with ``@program(calls="any")`` as often as it needs, or not at all.
    """
    if calls not in ("one", "any"):
        raise TypeError("program: calls must be 'one' or 'any', not %r" % (calls,))
    if function is None:
        return lambda decorated: Program(decorated, calls)
    return Program(function, calls)


def programmatic_metric(*, scale: Scale, description: Optional[str] = None) -> Callable[[Callable[..., Any]], ProgrammaticMetric]:
    """Makes a function a metric, sync or async. It returns a value of the scale, or a ``Score`` with the reason, and gets what it names
    as parameters: ``output`` of the program, ``reference`` and ``inputs`` of the example, ``example`` with both.

    ``description`` says what it measures, in a sentence; without one, that is the first paragraph of its docstring.
    """
    checked = _checked_scale("programmatic_metric", scale)

    def made(function: Callable[..., Any]) -> ProgrammaticMetric:
        said = _first_paragraph(function.__doc__) if description is None else description
        return ProgrammaticMetric(function, {"description": said, "scale": checked})

    return made


def _first_paragraph(text: Optional[str]) -> str:
    return " ".join((text or "").strip().partition("\n\n")[0].split())


def llm_judge(
    *,
    description: str,
    scale: Scale,
    model: str,
    template: Optional[str] = None,
    repeats: int = 1,
    generation: Optional[Mapping[str, Any]] = None,
) -> Metric:
    """A metric that a language model judges by a rubric, ``description``.

    ``model`` is the judge's, ``provider:model-id``. ``template`` is a Jinja2 template of its own, with ``rubric``, ``scale``, ``inputs``,
    ``reference`` and ``output``. ``repeats`` says how often it looks at a trial, ``generation`` is temperature and the like.
    """
    import sys

    caller = sys._getframe(1)
    options = {
        "description": description,
        "scale": _checked_scale("llm_judge", scale),
        "model": model,
        "repeats": repeats,
        "generation": {} if generation is None else dict(generation),
    }
    if template is not None:
        options["template"] = template
    return Metric("llm_judge", (caller.f_code.co_filename, caller.f_lineno), options)


def _checked_scale(maker: str, scale: Any) -> Scale:
    if not isinstance(scale, Scale):
        raise TypeError("%s: scale must be made by range_scale(...) or ordinal(...)" % maker)
    return scale


def _place_of(function: Any) -> Sequence[Any]:
    code = _innermost(function).__code__ if callable(function) and hasattr(_innermost(function), "__code__") else None
    return ("", 0) if code is None else (code.co_filename, code.co_firstlineno)


def _innermost(function: Any) -> Any:
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function


_POSITIONAL_ONLY = "%s: %s has parameters before a /, and they are given by their names: take the / out"
_CO_VARKEYWORDS = 0x08
_CO_GENERATOR = 0x20
_CO_COROUTINE = 0x80
_CO_ASYNC_GENERATOR = 0x200


def _signature(maker: str, function: Any, offered: Sequence[str]) -> Any:
    """The parameters that a function takes of those that are offered, and whether it is async."""
    inner = _innermost(function)
    code = getattr(inner, "__code__", None)
    if code is None:
        raise TypeError("%s: it must be a function, and this is a %s" % (maker, type(function).__name__))
    outer_code = getattr(function, "__code__", code)
    name = inner.__name__
    if code.co_posonlyargcount > 0:
        raise TypeError(_POSITIONAL_ONLY % (maker, name))
    if (code.co_flags | outer_code.co_flags) & (_CO_GENERATOR | _CO_ASYNC_GENERATOR):
        raise TypeError("%s: %s must return its result, and can't yield" % (maker, name))
    names = list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    optional = set((inner.__kwdefaults__ or {}).keys())
    defaults = len(inner.__defaults__ or ())
    optional.update(names[code.co_argcount - defaults : code.co_argcount] if defaults else ())
    if getattr(inner, "__self__", None) is not None:
        names = names[1:]
    unknown = [each for each in names if each not in offered and each not in optional]
    if unknown:
        message = "%s: %s has the parameter %s; it may have %s"
        raise TypeError(message % (maker, name, unknown[0], ", ".join(offered)))
    takes_all = bool(code.co_flags & _CO_VARKEYWORDS)
    taken = tuple(each for each in offered if takes_all or each in names)
    return taken, bool((code.co_flags | outer_code.co_flags) & _CO_COROUTINE)
