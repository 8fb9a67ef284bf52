import { describe, expect, it } from '@jest/globals';
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
    ['{% raw %}\n\n{% endraw %}\n{% include "a" %}', 'line 4: Unknown statement type: include'],
    ['\n{{ x | nope }}', 'line 2: there is no filter "nope"'],
    ['\n\n{{ x is nope }}', 'line 3: there is no test "nope"'],
    ['\n{% set %}', 'line 2: '],
    ['{% raw %} never', 'line 1: '],
  ])('says where %j does not parse', (source, message) => {
    expect(() => new PromptTemplate(source, 'p.jinja')).toThrow(TemplateError);
    expect(() => new PromptTemplate(source, 'p.jinja')).toThrow(`p.jinja: ${message}`);
  });

  it('says what else goes wrong while it renders', () => {
    expect(() => render('{{ x | abs }}', { x: 'text' })).toThrow('prompts/english.jinja: Unknown StringValue filter: abs');
    expect(() => render('{{ range(1000000000) }}')).toThrow('range() is limited to 100000 numbers');
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => render('{{ cycle }}', { cycle })).toThrow(TemplateError);
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
