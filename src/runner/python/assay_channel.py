"""Messages of JSON between this process and Assay, and what can be one."""

from __future__ import annotations

import itertools
import json
import os
import queue
import sys
import threading

#: A longer message would take Assay more memory than it has.
MAX_MESSAGE_CHARS = 256 * 1024 * 1024
#: Deeper data may be circular.
MAX_DEPTH = 400
END_OF_CHANNEL = None


def prepare_process():
    """Ignores what supervisors send to a whole service, keeps numbers of any length, and prints line by line."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")


class Channel:
    """Sends from any thread; one thread alone writes, so that a thread which is interrupted leaves no half message."""

    def __init__(self, descriptor):
        os.set_inheritable(descriptor, False)
        self._descriptor = descriptor
        self._outgoing = queue.SimpleQueue()
        threading.Thread(target=self._write, name="assay-writer", daemon=True).start()

    def messages(self):
        with os.fdopen(os.dup(self._descriptor), "rb") as incoming:
            for line in incoming:
                yield json.loads(line)

    def send(self, **message):
        self.send_text(json.dumps(message))

    def send_text(self, text):
        self._outgoing.put(text)

    def _write(self):
        while True:
            data = memoryview((self._outgoing.get() + "\n").encode())
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:
                os._exit(0)


class NotJsonError(Exception):
    """A value that JSON can't hold. The message names the place in it."""


def json_text(value, name):
    """The value as JSON. Raises a NotJsonError for what JSON can't hold, or would change without a word."""
    _check(value, name, 0)
    text = json.dumps(value, allow_nan=False, check_circular=False, separators=(",", ":"))
    if len(text) > MAX_MESSAGE_CHARS:
        raise NotJsonError("%s takes %d MB as JSON, more than a trial can hold" % (name, len(text) // 1024 // 1024))
    return text


def _check(value, path, depth):
    if value is None or isinstance(value, (str, bool, int)):
        return
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise NotJsonError("%s is %s, which JSON can't hold" % (path, number_text(value)))
        return
    if not isinstance(value, (dict, list, tuple)):
        raise NotJsonError("%s is %s, which JSON can't hold" % (path, _described(type(value).__name__)))
    if depth >= MAX_DEPTH:
        shown = path if len(path) <= 100 else path[:100] + "…"
        raise NotJsonError("%s is circular, or nested more than %d levels deep, which JSON can't hold" % (shown, MAX_DEPTH))
    if isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str):
                raise NotJsonError("%s has the key %r, and keys in JSON are texts" % (path, key))
            _check(member, "%s.%s" % (path, key) if key.isidentifier() else "%s[%s]" % (path, json.dumps(key)), depth + 1)
        return
    for index, item in enumerate(value):
        _check(item, "%s[%d]" % (path, index), depth + 1)


def number_text(value):
    """A float that JSON can't hold, as JavaScript writes it."""
    if value != value:
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _described(type_name):
    return "%s %s" % ("an" if type_name[0] in "aeiouAEIOU" else "a", type_name)


class Waiter:
    """Waits in a thread for the answer to one question."""

    def __init__(self):
        self._lock = threading.Lock()
        self._lock.acquire()
        self._message = None

    def answer(self, message):
        self._message = message
        self._lock.release()

    def wait(self):
        self._lock.acquire()
        return self._message


class AsyncWaiter:
    """The same for a coroutine."""

    def __init__(self, loop):
        self._loop = loop
        self._future = loop.create_future()

    def answer(self, message):
        self._loop.call_soon_threadsafe(self._settle, message)

    def _settle(self, message):
        if not self._future.done():
            self._future.set_result(message)

    async def wait(self):
        return await self._future


class Questions:
    """What this process has asked Assay and has no answer to yet."""

    def __init__(self, channel):
        self._channel = channel
        self._numbers = itertools.count(1)
        self._waiting = {}

    def ask(self, waiter, head, parts):
        """`parts` are texts of JSON by their names."""
        number = next(self._numbers)
        self._waiting[number] = waiter
        members = "".join(",%s:%s" % (json.dumps(name), text) for name, text in parts.items())
        self._channel.send_text("%s,%s%s}" % (json.dumps(head)[:-1], '"ask":%d' % number, members))

    def answered(self, message):
        waiter = self._waiting.pop(message["ask"], None)
        if waiter is not None:
            waiter.answer(message)
