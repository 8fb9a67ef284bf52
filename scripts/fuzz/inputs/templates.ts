import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PromptTemplate } from '../../../src/evaluation/prompt-template.ts';
import type { Draws } from '../draws.ts';
import { PROJECT } from '../fuzz-project.ts';
import type { FuzzServer } from '../fuzz-server.ts';
import { brokenBytes, oddText } from '../odd-values.ts';
import { ask, outcomeOfAnswer } from './asked.ts';
import { type InputKind, type InputReader, type Outcome, outcomeOfError } from './input-kind.ts';

/** Every so many goes through the server, which starts processes for it; the others are rendered here. */
const THROUGH_SERVER = 25;

const PIECES = [
  'Add {{ a }} and {{ b }}. ',
  '{% for x in items %}{{ loop.index }}: {{ x }}{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}',
  '{% if a is defined and a > 1 or not b %}yes{% elif b == 2 %}no{% else %}{{ "x" ~ a }}{% endif %}',
  '{% set n = namespace(v=0) %}{% for i in range(5) %}{% set n.v = n.v + i %}{% endfor %}{{ n.v }}',
  '{% macro m(x, y=2) %}{{ x }}{{ y }}{{ caller() if caller }}{% endmacro %}{{ m(1) }}{% call m(3) %}in{% endcall %}',
  '{{ items | join(", ") | upper | replace("A", "b") | truncate(5) | default("x", true) }}',
  '{{ a + b * 2 ** 3 // 4 % 5 - 1 / 2 }}{{ [1, 2.5, "s", none, true][1:3] }}{{ {"k": a}.k }}',
  "{{ '%s and %d' | format(a, b) }}{{ 'x' * 3 }}{{ items[-1] }}{{ text.split(' ') | map('length') | list }}",
  '{# a comment #}{% raw %}{{ raw }}{% endraw %}{%- if true -%} tight {%- endif +%}',
  '{% filter upper %}text{% endfilter %}{% with z = 3 %}{{ z }}{% endwith %}{{ items | sort(reverse=true) | tojson }}',
  '{{ range(1000000000) | list }}',
  '{{ "x" * 1000000000 }}',
  '{% for i in range(100000) %}{% for j in range(100000) %}{{ i }}{% endfor %}{% endfor %}',
  '{{ a ** b ** 9999999999 }}',
  '{{ a.__class__.__mro__ }}{{ self }}{{ constructor }}{{ "".constructor("x")() }}',
];

const TOKENS = [
  ...['{{', '}}', '{%', '%}', '{#', '#}', '-', '|', '(', ')', '[', ']', '{', '}', '"', "'", '~'],
  ...['for', 'in', 'if', 'endif', 'is', 'not', '.', ',', ':', '**', '1e999', '\\'],
];

const GIVEN = { a: 1, b: 2, items: ['a', 'B', 'c'], text: 'some words here' };

/** Templates of prompts, in all of their language. */
export const TEMPLATES: InputKind = { name: 'template', share: 0.2, open: async (server) => new TemplateReader(server) };

class TemplateReader implements InputReader {
  readonly #server: FuzzServer;

  constructor(server: FuzzServer) {
    this.#server = server;
  }

  async read(draws: Draws, number: number): Promise<Outcome> {
    const source = brokenTemplate(draws);
    return number % THROUGH_SERVER === 0 ? this.#throughServer(source) : rendered(source.toString());
  }

  async close(): Promise<void> {}

  async #throughServer(source: Buffer): Promise<Outcome> {
    const path = join(this.#server.root, PROJECT.name, 'prompts', 'broken.jinja');
    const sent = source.toString();
    await writeFile(path, source);
    try {
      const shown = outcomeOfAnswer(await ask(this.#server, 'GET', '/api/projects/fuzz/prompts/broken'), sent);
      if (shown.fault !== null) return shown;
      const job = {
        project: PROJECT.name,
        program: 'add',
        prompt: 'broken',
        examples: 'three',
        model: 'local:echo',
        max_seconds: 20,
      };
      return outcomeOfAnswer(await ask(this.#server, 'POST', '/api/run', JSON.stringify(job)), sent);
    } finally {
      await rm(path);
    }
  }
}

function rendered(source: string): Outcome {
  try {
    const template = new PromptTemplate(source);
    template.variables();
    template.render(GIVEN);
    return { answer: '2xx', fault: null, sent: source };
  } catch (error) {
    return outcomeOfError(error, source);
  }
}

function brokenTemplate(draws: Draws): Buffer {
  const text = draws.some(PIECES, 1, 4).join('');
  return draws.weighted<() => Buffer>([
    [3, () => brokenBytes(draws, text)],
    [4, () => Buffer.from(withTokens(draws, text))],
    [1, () => Buffer.from(text.replace(/\ba\b/, oddText(draws)))],
    [
      1,
      () => Buffer.from(draws.pick(['{{ (', '{% if a %}', '{{ [', '{{ -', '{{ not ']).repeat(draws.pick([50, 5_000])) + text),
    ],
    [1, () => Buffer.from(text)],
  ])();
}

function withTokens(draws: Draws, text: string): string {
  let changed = text;
  for (let change = draws.integer(1, 4); change > 0; change -= 1) {
    const at = draws.integer(0, changed.length);
    changed = changed.slice(0, at) + draws.pick(TOKENS) + changed.slice(at + draws.integer(0, 3));
  }
  return changed;
}
