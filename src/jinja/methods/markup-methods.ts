import { braceFormatted } from '../format/brace-format.ts';
import { formatted } from '../format/format-spec.ts';
import { escaped, escapedText, unescaped, withoutTags } from '../values/html-text.ts';
import { iterate } from '../values/iteration.ts';
import { valueFault } from '../values/python-error.ts';
import { type Arguments, Markup, Tuple, type Value } from '../values/value.ts';
import { method, type Method, type MethodTable } from './method.ts';
import { TEXT_METHODS } from './text-methods.ts';

/** Texts that a method of markup puts into it, by position: they are escaped. */
const ESCAPED_ARGUMENTS: Readonly<Record<string, number>> = { replace: 1, ljust: 1, rjust: 1, center: 1 };

/** Methods of markup: those of texts, whose results are markup again and whose arguments are escaped. */
export const MARKUP_METHODS: MethodTable<Markup> = new Map<string, Method<Markup>>([
  ...[...TEXT_METHODS].map(([name, apply]): [string, Method<Markup>] => [
    name,
    (self, args) => asMarkup(apply(self.text, escapedArguments(name, args))),
  ]),
  method<Markup>('striptags', '', (self) => withoutTags(self.text)),
  method<Markup>('unescape', '', (self) => unescaped(self.text)),
  ['format', (self, args) => new Markup(braceFormatted(self.text, args, markupField))],
]);

function markupField(value: Value, spec: string): string {
  if (value instanceof Markup && spec !== '') throw valueFault('Unsupported format specification for Markup.');
  return value instanceof Markup ? value.text : escapedText(formatted(value, spec));
}

function escapedArguments(name: string, args: Arguments): Arguments {
  if (name === 'join') return { ...args, positional: args.positional.map((items) => Array.from(iterate(items), escaped)) };
  const position = ESCAPED_ARGUMENTS[name];
  if (position === undefined) return args;
  return { ...args, positional: args.positional.map((value, index) => (index === position ? escaped(value) : value)) };
}

function asMarkup(value: Value): Value {
  if (typeof value === 'string') return new Markup(value);
  if (Array.isArray(value)) return value.map(asMarkup);
  return value instanceof Tuple ? new Tuple(value.items.map(asMarkup)) : value;
}
