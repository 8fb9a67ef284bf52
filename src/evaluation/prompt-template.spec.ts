import { describe, expect, it } from '@jest/globals';
import { MAX_TEMPLATE_LENGTH } from '../jinja/work-limit.ts';
import { PromptTemplate, TemplateError } from './prompt-template.ts';

function render(source: string, variables: Readonly<Record<string, unknown>> = {}): string {
  return new PromptTemplate(source, 'prompts/english.jinja').render(variables);
}

/* Expected texts are those of Jinja2 3.1.6 with StrictUndefined and otherwise default settings. */
describe('PromptTemplate', () => {
  it.each([
    ['drops one newline at the end', 'Answer briefly: {{ question }}\n', 'Answer briefly: 1+7+1?'],
    ['drops no more than one', '{{ question }}\n\n', '1+7+1?\n'],
    ['reads line ends of every kind', 'a\r\n{{ n }}\rb\r\n', 'a\n3\nb'],
    ['does not trim blocks', '{% if n %}\n  x\n{% endif %}\ny', '\n  x\n\ny'],
    ['trims where a minus says so', 'a  {%- if n -%}  b  {%- endif -%}  c', 'abc'],
    [
      'knows loops',
      '{% for x in list if x %}{{ loop.index }}{{ x }}{{ "," if not loop.last }}{% else %}-{% endfor %}',
      '1a,2b,31,4True',
    ],
    [
      'knows set, macros and filters',
      '{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{% set y = "k" %}{{ m(y | upper) }}',
      'K2',
    ],
    ['knows call blocks', '{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}x{% endcall %}', '<x>'],
    ['leaves out comments', 'a{# {{ nothing }} #}b', 'ab'],
    ['leaves raw blocks alone', '{% raw %}{{ x }} {% if "\\" %}{% endraw %}!', '{{ x }} {% if "\\" %}!'],
    ['trims raw blocks where a minus says so', 'a {%- raw -%}  {{ x }}\n {%- endraw -%}  b', 'a{{ x }}b'],
    [
      'sees no raw block in a comment or a text',
      '{# {% raw %} #}{{ n }}{{ "{% raw %}" }}{{ n }}{{ "{% endraw %}" }}',
      '3{% raw %}3{% endraw %}',
    ],
    [
      'prints as Python does',
      '{{ t }} {{ none }} {{ 1.5 }} {{ 2.0 }} {{ list }} {{ o }} {{ tiny }}',
      "True None 1.5 2.0 ['a', 'b', 1, None, True] {'a': 1, 'it s': \"it's\"} 1e-05",
    ],
    ['joins as Python does', '{{ n ~ t ~ none ~ list[0] }}', '3TrueNonea'],
    [
      'compares as Python does',
      '{{ 1 == true }} {{ "3" == n }} {{ 0 == "" }} {{ list == ["a", "b", 1, none, true] }} {{ n != 4 }}',
      'True False False True True',
    ],
    ['knows d and count', '{{ missing | d("x") }}{{ list | count }}', 'x5'],
    ['prints nothing for an inline if that does not hold', '[{{ "x" if n == 4 }}]', '[]'],
    ['lets a variable hide a global', '{{ range }} {{ namespace }}', 'wide ns'],
  ])('%s', (_what, source, text) => {
    const variables = {
      question: '1+7+1?',
      n: 3,
      t: true,
      list: ['a', 'b', 1, null, true],
      o: { a: 1, 'it s': "it's" },
      tiny: 1e-5,
    };
    expect(render(source, { ...variables, range: 'wide', namespace: 'ns' })).toBe(text);
  });

  it('renders the same template again with other values', () => {
    const template = new PromptTemplate('{% set x = x | default("d") %}{{ x }}{{ y }}');
    expect([template.render({ y: 1 }), template.render({ x: 'X', y: 2 }), template.render({ y: 3 })]).toEqual([
      'd1',
      'X2',
      'd3',
    ]);
  });

  it.each([
    '{{ missing }}',
    '{% if missing %}{% endif %}',
    '{% if not missing %}{% endif %}',
    '{% for x in missing %}{% endfor %}',
    '{% for x in missing if x %}{% endfor %}',
    '{{ missing.name }}',
    '{{ missing["name"] }}',
    '{{ missing[1:2] }}',
    '{{ list[missing] }}',
    '{{ list[missing:] }}',
    '{{ missing() }}',
    '{{ missing == 1 }}',
    '{{ missing + 1 }}',
    '{{ -missing }}',
    '{{ missing in list }}',
    '{{ "a" in missing }}',
    '{{ "a" ~ missing }}',
    '{{ true and missing }}',
    '{{ missing or 1 }}',
    '{{ missing | upper }}',
    '{{ missing | length }}',
    '{{ missing | tojson }}',
    '{{ missing | string }}',
    '{{ list | join(missing) }}',
    '{{ "k" | default(missing) ~ missing }}',
    '{{ range(missing) }}',
    '{% set a = missing %}{{ a }}',
    '{% macro m(a) %}{{ a }}{% endmacro %}{{ m(missing) }}',
    '{% filter upper %}{{ missing }}{% endfilter %}',
  ])('names what is undefined in %s', (source) => {
    expect(() => render(source, { list: [1] })).toThrow(TemplateError);
    expect(() => render(source, { list: [1] })).toThrow('prompts/english.jinja: missing is undefined (given: list)');
  });

  it.each([
    ['{{ o.x }}', 'o.x is undefined'],
    ['{{ o["x"] }}', 'o["x"] is undefined'],
    ['{{ o.a.b }}', 'o.a.b is undefined'],
    ['{{ o.x.y | default(1) }}', 'o.x is undefined'],
    ['{{ list[7] }}', 'list[7] is undefined'],
    ['{{ [] | first }}', 'a value | first is undefined'],
  ])('names the missing attribute in %s', (source, message) => {
    expect(() => render(source, { o: { a: {} }, list: [] })).toThrow(message);
  });

  it.each([
    ['{{ missing is defined }}{{ missing is undefined }}', 'FalseTrue'],
    ['{{ missing | default("d") }}{{ missing | default }}', 'd'],
    ['{{ o.x | default("d") }}{{ o.x is defined }}', 'dFalse'],
    ['{{ false and missing }}{{ missing is none }}', 'FalseFalse'],
    ['{% set a = missing %}{{ a is defined }}', 'False'],
  ])('lets %s ask for what is undefined', (source, text) => {
    expect(render(source, { o: {} })).toBe(text);
  });

  it('takes undefined for not given', () => {
    expect(() => render('{{ x }}', { x: undefined })).toThrow('x is undefined');
  });

  it.each([
    '{{ s.constructor }}',
    '{{ s["constructor"] }}',
    '{{ o.__proto__ }}',
    '{{ o["__proto__"] }}',
    '{{ o.toString }}',
    '{{ o.hasOwnProperty }}',
    '{{ list.constructor.constructor("return process")() }}',
    '{{ f.constructor }}',
    '{{ range.constructor("return 1")() }}',
    '{{ (1).constructor }}',
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ process }}',
    '{{ globalThis }}',
    '{{ o | attr("constructor") }}',
    '{{ o | attr("__proto__") }}',
    '{{ [o] | map(attribute="constructor") | list }}',
    '{{ "{0.constructor}".format(o) }}',
    '{{ "{0[constructor]}".format(o) }}',
    '{{ s.upper.constructor }}',
    '{{ s.upper["constructor"] }}',
    '{{ s["__class__"] }}',
    '{{ namespace().constructor }}',
    '{{ {}.__class__ }}',
    '{{ loop }}',
    '{{ f }}',
    '{{ f() }}',
  ])('reaches no JavaScript by %s', (source) => {
    expect(() => render(source, { s: 'x', o: {}, list: [], f: () => 1 })).toThrow('undefined');
  });

  it.each([
    ['a\n{{ x', 'line 2: {{ is never closed'],
    ['{# open', 'line 1: {# is never closed'],
    ['a\n\n{% if x %}\nb', 'line 3: {% if %} is never closed by {% endif %}'],
    ['{% if a %}\n{% for b in c %}\n{% endif %}', 'line 3: {% endif %} closes no {% if %}'],
    ['x\n{% endif %}', 'line 2: {% endif %} closes no {% if %}'],
    ['a\n{{ x $ y }}', 'line 2: Unexpected character: $'],
    ['{{ ok }}\n{# c #}\n{{ a b }}\n{{ ok }}', 'line 3: '],
    [
      '{% raw %}\n\n{% endraw %}\n{% include "a" %}',
      'line 4: there is no tag "include": a prompt is one file, and takes in no other',
    ],
    ['\n{{ x | nope }}', 'line 2: there is no filter "nope"'],
    ['\n\n{{ x is nope }}', 'line 3: there is no test "nope"'],
    ['\n{% set %}', 'line 2: '],
    ['{% raw %} never', 'line 1: '],
  ])('says where %j does not parse', (source, message) => {
    expect(() => new PromptTemplate(source, 'p.jinja')).toThrow(TemplateError);
    expect(() => new PromptTemplate(source, 'p.jinja')).toThrow(`p.jinja: ${message}`);
  });

  it('says what else goes wrong while it renders', () => {
    expect(() => render('{{ x | abs }}', { x: 'text' })).toThrow("prompts/english.jinja: bad operand type for abs(): 'str'");
    expect(() => render('{{ range(1000000000) }}')).toThrow('range() is limited to 100000 numbers');
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => render('{{ cycle }}', { cycle })).toThrow(TemplateError);
  });

  it.each([
    ['include "a"', 'include'],
    ['extends "a"', 'extends'],
    ['block a', 'block'],
    ['import "a" as b', 'import'],
    ['from "a" import b', 'from'],
    ['autoescape true', 'autoescape'],
    ['trans', 'trans'],
    ['do x.append(1)', 'do'],
    ['debug', 'debug'],
  ])('refuses {%% %s %%} by its name', (tag, name) => {
    expect(() => new PromptTemplate(`a\n{% ${tag} %}`)).toThrow(`line 2: there is no tag "${name}"`);
  });

  it.each([
    ['a template that is too long', 'x'.repeat(MAX_TEMPLATE_LENGTH + 1), 'a template is limited to 5,000,000'],
    ['too many tags', '{{1}}'.repeat(100_001), 'a template is limited to 100,000 tags'],
    ['deep parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, 'line 1: nested too deeply'],
    ['deep lists', `\n{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`, 'line 2: nested too deeply'],
    ['deep signs', `{{ ${'-'.repeat(5000)}1 }}`, 'limited to 100 levels'],
    ['deep negations', `{{ ${'not '.repeat(5000)}1 }}`, 'limited to 100 levels'],
    ['deep conditions', `{{ ${'1 if 0 else '.repeat(5000)}2 }}`, 'limited to 100 levels'],
    ['deep blocks', '{% if 1 %}'.repeat(3000) + '{% endif %}'.repeat(3000), 'limited to 100 levels'],
    ['a long sum', `{{ ${'1+'.repeat(5000)}1 }}`, 'limited to 500 operators'],
    ['many filters', `{{ 1${'|string'.repeat(5000)} }}`, 'limited to 500 operators'],
    ['a long path', `{{ d${'.a'.repeat(5000)} }}`, 'limited to 500 operators'],
    ['a long number', `{{ ${'1'.repeat(5000)} }}`, 'limited to 4300 digits'],
  ])('names the limit that %s exceeds', (_what, source, message) => {
    expect(() => new PromptTemplate(source, 'p.jinja')).toThrow(TemplateError);
    expect(() => new PromptTemplate(source, 'p.jinja')).toThrow(message);
  });

  it.each([
    ['{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}', 'more than 10,000,000 steps'],
    ["{{ 'x' * 10**9 }}", 'a text grows beyond 32,000,000 characters'],
    [
      "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
      'a text grows beyond 32,000,000 characters',
    ],
    ["{{ ('a' * 1000000) | replace('a', 'b' * 1000000) }}", 'a text grows beyond'],
    ["{{ range(100000) | join('x' * 1000000) }}", 'a text grows beyond'],
    ["{{ '%999999999d' % 1 }}", 'a text grows beyond'],
    ["{{ '{:>999999999}'.format(1) }}", 'a text grows beyond'],
    ["{{ 'x' | center(10**9) }}", 'a text grows beyond'],
    ['{{ range(100000) | list | tojson(10**6) }}', 'a text grows beyond'],
    ["{{ '%.999999999f' % 1 }}", 'a format is limited to 10000 digits'],
    ['{{ [1] * 10**9 }}', 'a list grows beyond 1,000,000 items'],
    ['{{ [1] | batch(10**9, 0) | list }}', 'a list grows beyond'],
    ["{{ ('a ' * 1100000).split() }}", 'a list grows beyond'],
    ['{{ 2 ** (10 ** 9) }}', 'whole numbers are limited to 4,300 digits'],
    ["{{ ('9' * 5000) | int }}", 'whole numbers are limited to 4,300 digits'],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'macro m calls itself too deeply; calls are limited to 100 levels'],
    ['{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}', 'a recursive loop calls itself too deeply'],
    ['{% set l = [] %}{% set _ = l.append(l) %}{{ l }}', 'values are nested too deeply, or contain themselves'],
    ['{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}', 'values are nested too deeply, or contain themselves'],
  ])('ends %s at a limit that it names', (source, message) => {
    expect(() => render(source)).toThrow(TemplateError);
    expect(() => render(source)).toThrow(message);
    expect(render('{{ 10 ** 20 }}')).toBe('100000000000000000000');
  });

  it('renders numbers with their digits', () => {
    const variables = { big: 12345678901234567890123n, huge: 1e21, minus: -0, half: 0.5 };
    expect(render('{{ big }} {{ big + 1 }} {{ huge }} {{ minus }} {{ half }}', variables)).toBe(
      '12345678901234567890123 12345678901234567890124 1000000000000000000000 -0.0 0.5',
    );
  });

  it('does not change what it is given', () => {
    const variables = { list: [1], dict: { a: 1 } };
    expect(render('{% set _ = list.append(2) %}{% set _ = dict.update(b=2) %}{{ list }}{{ dict }}', variables)).toBe(
      "[1, 2]{'a': 1, 'b': 2}",
    );
    expect(variables).toEqual({ list: [1], dict: { a: 1 } });
  });

  it('picks at random the same in every rendering of the same values', () => {
    const template = new PromptTemplate('{{ list | random }}{{ list | random }}{{ list | random }}');
    const list = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(template.render({ list })).toBe(template.render({ list }));
    expect(template.render({ list })).toMatch(/^[1-9]{3}$/);
    expect(new Set([1, 2, 3, 4, 5, 6].map((first) => template.render({ list: [first, ...list] }))).size).toBeGreaterThan(1);
  });

  it('writes JSON for models with the filter json', () => {
    const value = { b: "it's <é>", a: [1, null] };
    expect(render('{{ value | json }}', { value })).toBe(`{"b": "it's <é>", "a": [1, null]}`);
    expect(render('{{ value | json(indent=1) }}', { value: { a: [] } })).toBe('{\n "a": []\n}');
  });

  it.each([
    ['{{ o.items }}', 'items is a function, which has no text; call it, or write ["items"]'],
    ['{{ list | map("upper") }}', 'map gives a generator, which has no text; write "| list" or "| join" after it'],
    ['{{ list | map("nope") | list }}', 'there is no filter "nope"'],
    ['{{ list | round(digits=1) }}', `the filter "round" has no argument 'digits'; it has precision, method`],
    ['{{ "a" + 1 }}', '"~" joins whatever it is given as text'],
    ['{{ n() }}', 'n can not be called: it is of type int'],
  ])('says of %s what to write', (source, message) => {
    expect(() => render(source, { o: { items: 1 }, list: ['a'], n: 1 })).toThrow(message);
  });

  it('tells the free variables, sorted', () => {
    const source = `{{ a.b | default(v) }} {% for x, y in items if x.z and w %}{{ x }}{{ loop.index }}{{ q }}{% endfor %}
      {% set k = m %}{{ k }} {% if c %}{% set d = 1 %}{% endif %}{{ d }} {% if c %}{% set e = 1 %}{% else %}{% set e = 2 %}{% endif %}{{ e }}
      {% macro mm(p, r=dd) %}{{ p }}{{ r }}{{ caller() }}{{ gl }}{% endmacro %}{{ mm(1, kw=arg) }} {{ range(3) }} {{ {'a': obj}[ix] }}
      {# {{ comment }} #}{% raw %}{{ raw }}{% endraw %}{{ true }}{{ "text" is string }}`;
    expect(new PromptTemplate(source).variables()).toEqual([
      'a',
      'arg',
      'c',
      'd',
      'dd',
      'gl',
      'items',
      'ix',
      'm',
      'obj',
      'q',
      'v',
      'w',
    ]);
  });
});
