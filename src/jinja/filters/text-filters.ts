import { percentFormatted } from '../format/percent-format.ts';
import { capitalized } from '../methods/letter-case.ts';
import { textArgument } from '../methods/text-argument.ts';
import { replaced } from '../methods/text-search-methods.ts';
import { centered, strip } from '../methods/text-shape-methods.ts';
import { splitFromEnd } from '../methods/text-split-methods.ts';
import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { calculated } from '../values/arithmetic.ts';
import { codePointLength } from '../values/code-points.ts';
import { lengthOf } from '../values/iteration.ts';
import { typeFault, valueFault } from '../values/python-error.ts';
import { textOf } from '../values/python-text.ts';
import { sliceOf } from '../values/subscript.ts';
import { Dict, Markup, Tuple, type Value } from '../values/value.ts';
import { linesOf, SPACE_CLASS } from '../values/white-space.ts';
import { spend, spendText } from '../work-limit.ts';
import { countOr, flagOf, given, onText, textOr } from './filter-arguments.ts';
import { wrappedLines } from './word-wrap.ts';

/** Filters of texts. */
export const TEXT_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map<string, TemplateFilter>([
  filter('string', '', (value) => (value instanceof Markup ? value : textOf(value))),
  filter('upper', '', (value) => onText(value, (text) => text.toUpperCase())),
  filter('lower', '', (value) => onText(value, (text) => text.toLowerCase())),
  filter('capitalize', '', (value) => onText(value, capitalized)),
  filter('title', '', (value) => titled(textOf(value))),
  filter('trim', 'chars?', (value, chars) => onText(value, (text) => strip(text, given(chars), 'both'))),
  filter('center', 'width?', (value, width) => onText(value, (text) => centered(text, countOr(width, 80, 'the width')))),
  filter('wordcount', '', (value) => BigInt(textOf(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
  filter('replace', 'old new count?', (value, old = '', replacement = '', count) => {
    return replaced(textOf(value), textOf(old), textOf(replacement), countOr(given(count), -1, 'the count'));
  }),
  filter('truncate', 'length? killwords? end? leeway?', truncated),
  filter('indent', 'width? first? blank?', indented),
  filter('wordwrap', 'width? break_long_words? wrapstring? break_on_hyphens?', wrapped),
  [
    'format',
    (value, { positional, named }) => {
      if (positional.length > 0 && named.size > 0)
        throw typeFault("can't handle positional and keyword arguments at the same time");
      const values = named.size > 0 ? new Dict(named) : new Tuple(positional);
      return value instanceof Markup ? calculated('%', value, values) : percentFormatted(textOf(value), values);
    },
  ],
]);

const WORD_START = new RegExp(String.raw`([-${SPACE_CLASS}({\[<]+)`);

function titled(text: string): string {
  spend(text.length);
  return text
    .split(WORD_START)
    .map((part) => {
      const [first = ''] = part;
      return first.toUpperCase() + part.slice(first.length).toLowerCase();
    })
    .join('');
}

function truncated(value: Value, length?: Value, killWords?: Value, endText?: Value, leeway?: Value): Value {
  const end = textOr(endText, '...', 'the end');
  const most = countOr(length, 255, 'the length');
  const kept = most - codePointLength(end);
  if (kept < 0) throw valueFault(`the length of "truncate" must be at least ${codePointLength(end)}, that of its end`);
  const tolerated = countOr(given(leeway), 5, 'the leeway');
  if (tolerated < 0) throw valueFault('the leeway of "truncate" must not be negative');
  if (lengthOf(value) <= most + tolerated) return value;
  const start = sliceOf(value, { start: undefined, stop: BigInt(kept), step: undefined });
  if (flagOf(killWords)) return calculated('+', start, end);
  const [words = ''] = splitFromEnd(textArgument(start, 'what "truncate" cuts'), ' ', 1);
  return calculated('+', start instanceof Markup ? new Markup(words) : words, end);
}

function indented(value: Value, width?: Value, first?: Value, blank?: Value): Value {
  const text = textArgument(value, 'what "indent" moves');
  const isText = typeof width === 'string' || width instanceof Markup;
  const spaces = isText ? 0 : countOr(width, 4, 'the width');
  spendText(spaces);
  const indentation = isText ? textOf(width) : ' '.repeat(Math.max(spaces, 0));
  const [head = '', ...rest] = linesOf(`${text}\n`);
  spendText(text.length + indentation.length * rest.length);
  const isIndented = (line: string): boolean => flagOf(blank) || line !== '';
  const lines = [head, ...rest.map((line) => (isIndented(line) ? indentation + line : line))];
  const result = (flagOf(first) ? indentation : '') + lines.join('\n');
  return value instanceof Markup ? new Markup(result) : result;
}

function wrapped(value: Value, width?: Value, breakLong?: Value, separator?: Value, breakHyphens?: Value): Value {
  const options = {
    width: countOr(width, 79, 'the width'),
    breaksLongWords: flagOf(breakLong, true),
    breaksOnHyphens: flagOf(breakHyphens, true),
  };
  const lines = linesOf(textArgument(value, 'what "wordwrap" wraps'));
  const between = textOr(given(separator), '\n', 'the wrapstring');
  return lines.map((line) => wrappedLines(line, options).join(between)).join(between);
}
