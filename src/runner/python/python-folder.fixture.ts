import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadPython, type PythonModules } from './python-modules.ts';
import { DEFAULT_PYTHON, type PythonSettings } from './python-process.ts';

/** A project in Python in a folder of its own. */
export class PythonFolder {
  readonly path: string;
  /** Why its process broke, if it has. */
  readonly broken: Promise<string>;
  readonly #breaks = Promise.withResolvers<string>();
  readonly loaded: PythonModules[] = [];

  static async make(): Promise<PythonFolder> {
    return new PythonFolder(await realpath(await mkdtemp(join(tmpdir(), 'assay-python-'))));
  }

  private constructor(path: string) {
    this.path = path;
    this.broken = this.#breaks.promise;
  }

  /** Writes these files and loads its `programs.py` and `metrics.py`, as far as they are among them. */
  async load(
    files: Readonly<Record<string, string | Uint8Array>>,
    settings: Partial<PythonSettings> = {},
  ): Promise<PythonModules> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(this.file(name)), { recursive: true });
      await writeFile(this.file(name), text);
    }
    const pathOf = (name: string): string | null => (name in files ? this.file(name) : null);
    const paths = { folder: this.path, programs: pathOf('programs.py'), metrics: pathOf('metrics.py') };
    const host = { settings: { ...DEFAULT_PYTHON, ...settings }, onBroken: this.#breaks.resolve };
    const loaded = await loadPython(paths, host);
    this.loaded.push(loaded);
    return loaded;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  async remove(): Promise<void> {
    for (const loaded of this.loaded) loaded.close();
    await rm(this.path, { recursive: true });
  }
}

/** Programs that do what they are called. */
export const PROGRAMS = `import asyncio, math, os, sys, time
from datetime import datetime
from assay import ModelError, program

LABEL = {"type": "object", "properties": {"label": {"type": "string"}}, "required": ["label"]}

@program
def plain(render, complete):
    """What the model answers."""
    return complete(render()).text

@program
async def in_a_loop(inputs, render, complete):
    await asyncio.sleep(0)
    answer = await complete(render(question="again: " + inputs["question"]))
    return {"text": answer.text, "said": [None, True, 1.5]}

@program
def structured(render, complete):
    return complete(render(), schema=LABEL, system="sys", generation={"temperature": 1.0}).output["label"]

@program(calls="any")
def asks_twice(complete):
    return [complete(each).text for each in ("one", "two")]

@program(calls="any")
async def asks_at_once(complete):
    return [answer.text for answer in await asyncio.gather(*(complete(each) for each in "abc"))]

@program(calls="any")
def asks_nobody(inputs):
    return inputs

@program
def asks_once_too_often(complete):
    return [complete("one").text, complete("two").text]

@program
def never_asks():
    return 1

@program(calls="any")
def raises():
    raise ValueError("unlucky")

@program(calls="any")
def asserts(inputs):
    assert inputs == {}

@program(calls="any")
def exits():
    sys.exit(3)

@program
def goes_on(complete):
    try:
        complete("x")
    except ModelError as error:
        return "caught " + str(error)

@program
def passes_on(complete):
    return complete("x")

@program
def wraps(complete):
    try:
        return complete("x").text
    except ModelError as error:
        raise RuntimeError("no luck") from error

@program
def misnames(render, complete):
    return complete(render(other=1)).text

@program
def wrong_prompt(complete):
    return complete([{"role": "wizard", "content": "x"}]).text

ADD = {"name": "add", "description": "Adds.", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}

@program(calls="any")
def uses_a_tool(complete):
    messages = [{"role": "user", "content": [{"type": "text", "text": "Add."}, {"type": "image", "image": "data:image/png;base64,iVBORw0KGgo="}]}]
    asked = complete(messages, tools=[ADD], tool_choice="required")
    messages.append({"role": "assistant", "content": asked.text, "tool_calls": asked.tool_calls})
    messages.extend({"role": "tool", "tool_call_id": call["id"], "content": str(call["arguments"]["a"] + 1)} for call in asked.tool_calls)
    told = complete(messages, tools=[ADD])
    return [told.text, asked.tool_calls, told.tool_calls, complete("no tools").tool_calls]

@program(calls="any")
def asks_with(inputs, complete):
    return complete(inputs.get("prompt", "x"), **inputs.get("options", {})).text

@program(calls="any")
def returns_time():
    return {"when": [datetime(2026, 1, 1)]}

@program(calls="any")
def returns_nan():
    return {"ratio": math.nan}

@program(calls="any")
def returns_circle():
    circle = []
    circle.append(circle)
    return circle

@program(calls="any")
def returns_keys():
    return {1: 2}

@program(calls="any")
def loops():
    while True:
        pass

@program(calls="any")
async def sleeps():
    await asyncio.sleep(3600)

@program(calls="any")
async def blocks():
    time.sleep(3600)

@program(calls="any")
def ends_the_process():
    os._exit(3)

def helper(x):
    return x

@program
def _hidden(inputs):
    return inputs
`;

export const METRICS = `import math
from assay import Score, llm_judge, ordinal, programmatic_metric, range_scale

@programmatic_metric(description="The same.", scale=ordinal([False, True]))
def same(output, reference):
    return Score(output == reference, "it said %s" % output)

@programmatic_metric(scale=range_scale(0, 1))
async def half(example):
    """Always the half.

    Whatever happens."""
    return 1 / (len(example["inputs"]) + 1)

@programmatic_metric(description="Never.", scale=range_scale(0, 1))
def nothing():
    return math.nan

@programmatic_metric(description="Too much.", scale=range_scale(0, 1))
def too_much(**given):
    return len(given)

@programmatic_metric(description="Fails.", scale=range_scale(0, 1))
def fails(output):
    return output["x"]

@programmatic_metric(description="Loops.", scale=range_scale(0, 1))
def loops(output):
    while True:
        pass

tone = llm_judge(description="Polite.", scale=range_scale(1, 5), model="local:echo", repeats=2, generation={"temperature": 0.0})
`;
