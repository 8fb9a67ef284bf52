"""Loads a project's modules and makes the calls that Assay asks for."""

from __future__ import annotations

import os
import sys
import threading

import assay
import assay_modules
from assay_channel import AsyncWaiter, Questions, Waiter, json_text, number_text

_ERRORS = {
    kind.__name__: kind for kind in (assay.ModelError, assay.AnswerError, assay.StructuredOutputError, assay.ProgramError)
}


def serve(channel):
    """Takes messages until Assay is gone."""
    channel.send(type="hello", version=".".join(str(part) for part in sys.version_info[:3]), isOld=False)
    work = Work(channel)
    for message in channel.messages():
        work.take(message)
    os._exit(0)


class _Interrupted(BaseException):
    """Ends the thread of a call whose result nobody waits for any more."""


class Work:
    def __init__(self, channel):
        self.channel = channel
        self.questions = Questions(channel)
        self._project = None
        self._loop = None
        self._calls = {}

    def take(self, message):
        kind = message["type"]
        if kind == "call":
            self._start(message)
        elif kind == "answer":
            self.questions.answered(message)
        elif kind == "cancel":
            call = self._calls.get(message["call"])
            if call is not None:
                call.cancel()
        elif kind == "ping":
            self._pong()
        elif kind == "load":
            self._project = assay_modules.Project(message["folder"])
            self.channel.send(type="loaded", **self._project.load(message["programs"], message["metrics"]))
        elif kind == "source":
            self.channel.send(type="source", text=self._project.source(message["name"]))

    def _pong(self):
        """By the loop where something runs in it: a loop that is blocked is one that never answers."""
        if any(isinstance(call, AsyncCall) for call in list(self._calls.values())):
            self.event_loop().call_soon_threadsafe(lambda: self.channel.send(type="pong"))
        else:
            self.channel.send(type="pong")

    def _start(self, message):
        what = self._project.find(message["what"], message["name"])
        made = AsyncCall if what.is_async else ThreadCall
        call = made(message, what, self)
        self._calls[call.number] = call
        call.start()

    def forget(self, call):
        self._calls.pop(call.number, None)

    def event_loop(self):
        if self._loop is None:
            import asyncio

            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._run_loop, name="assay-loop", daemon=True).start()
        return self._loop

    def _run_loop(self):
        import asyncio

        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()


class Call:
    """One call of a program or a metric."""

    def __init__(self, message, what, work):
        self.number = message["call"]
        self._what = what
        self._given = message["given"]
        self._is_metric = message["what"] == "metrics"
        self._work = work
        self._cancelled = False

    def cancel(self):
        self._cancelled = True
        self._interrupt()

    def _arguments(self):
        given = dict(self._given)
        if self._is_metric:
            given["example"] = {"inputs": given["inputs"], "reference": given["reference"]}
        else:
            given.update(render=self._render, complete=self._complete, is_cancelled=lambda: self._cancelled)
        return {name: given[name] for name in self._what.parameters}

    def _render(self, variables=None, /, **more):
        if variables is None and not more:
            parts = {}
        else:
            parts = {"variables": json_text({**(variables or {}), **more}, "variables")}
        waiter = Waiter()
        self._ask(waiter, "render", parts)
        return _value_of(waiter.wait())

    def _ask_completion(self, waiter, prompt, schema, **others):
        if schema is not None and not isinstance(schema, dict):
            raise TypeError("complete: schema must be a JSON Schema as a dict")
        given = {name: value for name, value in {"schema": schema, **others}.items() if value is not None}
        parts = {"prompt": json_text(prompt, "prompt"), "options": json_text(given, "options")}
        self._ask(waiter, "complete", parts)

    def _ask(self, waiter, what, parts):
        self._work.questions.ask(waiter, {"type": "ask", "call": self.number, "what": what}, parts)

    def _send_result(self, result):
        self._end('{"type":"returned","call":%d,%s}' % (self.number, self._result_text(result)))

    def _result_text(self, result):
        if not self._is_metric:
            return '"value":' + json_text(result, "output")
        raw = result.raw if isinstance(result, assay.Score) else result
        if isinstance(raw, float) and (raw != raw or raw in (float("inf"), float("-inf"))):
            return '"number":"%s"' % number_text(raw)
        if isinstance(result, assay.Score):
            return '"value":' + json_text({"raw": raw, "reason": result.reason}, "score")
        return '"value":' + json_text(result, "score")

    def _send_error(self, error):
        import json

        self._end(json.dumps({"type": "raised", "call": self.number, "error": assay_modules.described(error)}))

    def _end(self, text):
        self._work.forget(self)
        self._work.channel.send_text(text)


class ThreadCall(Call):
    def __init__(self, message, what, work):
        super().__init__(message, what, work)
        self._lock = threading.Lock()
        self._thread = None
        self._is_over = False

    def start(self):
        threading.Thread(target=self._run, name="assay-call-%d" % self.number, daemon=True).start()

    def _complete(self, prompt, *, schema=None, system=None, tools=None, tool_choice=None, generation=None):
        waiter = Waiter()
        self._ask_completion(waiter, prompt, schema, system=system, tools=tools, tool_choice=tool_choice, generation=generation)
        return _completion_of(waiter.wait())

    def _run(self):
        try:
            self._thread = threading.get_ident()
            if self._cancelled:
                raise _Interrupted
            try:
                self._send_result(self._what.function(**self._arguments()))
            except _Interrupted:
                raise
            except BaseException as error:
                self._send_error(error)
        except _Interrupted:
            self._work.forget(self)
        finally:
            with self._lock:
                self._is_over = True

    def _interrupt(self):
        """Ends Python code that loops; code that waits outside of Python goes on, and its result is not used."""
        try:
            import ctypes

            with self._lock:
                if not self._is_over and self._thread is not None:
                    target = ctypes.c_ulong(self._thread)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(target, ctypes.py_object(_Interrupted))
        except (ImportError, AttributeError):
            pass


class AsyncCall(Call):
    def __init__(self, message, what, work):
        super().__init__(message, what, work)
        self._loop = work.event_loop()
        self._task = None

    def start(self):
        self._loop.call_soon_threadsafe(self._begin)

    def _begin(self):
        self._task = self._loop.create_task(self._run())
        self._task.add_done_callback(lambda _task: self._work.forget(self))
        if self._cancelled:
            self._task.cancel()

    async def _complete(self, prompt, *, schema=None, system=None, tools=None, tool_choice=None, generation=None):
        waiter = AsyncWaiter(self._loop)
        self._ask_completion(waiter, prompt, schema, system=system, tools=tools, tool_choice=tool_choice, generation=generation)
        return _completion_of(await waiter.wait())

    async def _run(self):
        try:
            self._send_result(await self._what.function(**self._arguments()))
        except BaseException as error:
            self._send_error(error)

    def _interrupt(self):
        self._loop.call_soon_threadsafe(lambda: self._task is not None and self._task.cancel())


def _value_of(message):
    error = message.get("error")
    if error is None:
        return message["value"]
    kind = _ERRORS.get(error["type"])
    raised = kind(error["message"]) if kind is not None else assay.AssayError(error["message"], error["type"])
    raised._assay_ask = message["ask"]
    raise raised


def _completion_of(message):
    value = _value_of(message)
    return assay.Completion(value["output"], value["text"], value.get("reasoning"), value.get("toolCalls"))
