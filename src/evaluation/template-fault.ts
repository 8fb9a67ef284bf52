import { parse, tokenize } from './jinja-library.ts';

const OPENERS = new Set(['for', 'if', 'macro', 'call', 'filter']);

/** Where and why a template does not parse: `line 3: …`, as far as it can be found out. `source` is what was parsed. */
export function templateFault(source: string, error: unknown): string {
  const tags = templateTags(source);
  return (
    unclosedTag(tags) ??
    unreadableTag(tags) ??
    unclosedBlock(tags) ??
    misplacedToken(source, tags, error) ??
    unknownName(tags, messageOf(error))
  );
}

function unclosedTag(tags: readonly TemplateTag[]): string | undefined {
  const last = tags.at(-1);
  if (last === undefined || /[}%#]\}$/.test(last.text)) return undefined;
  const open = last.text.slice(0, 2);
  return `line ${last.line}: ${open} is never closed`;
}

function unreadableTag(tags: readonly TemplateTag[]): string | undefined {
  for (const tag of tags) {
    try {
      tokenize(tag.text);
    } catch (error) {
      return `line ${tag.line}: ${messageOf(error)}`;
    }
  }
  return undefined;
}

/** The parser only says that it ran out of text; the block that is still open tells the author more. */
function unclosedBlock(tags: readonly TemplateTag[]): string | undefined {
  const open: { readonly name: string; readonly line: number }[] = [];
  for (const { text, line } of tags) {
    const name = /^\{%[-+]?\s*(\w+)/.exec(text)?.[1] ?? '';
    if (OPENERS.has(name)) open.push({ name, line });
    else if (name.startsWith('end') && OPENERS.has(name.slice(3)) && open.pop()?.name !== name.slice(3))
      return `line ${line}: {% ${name} %} closes no {% ${name.slice(3)} %}`;
  }
  const last = open.at(-1);
  return last === undefined ? undefined : `line ${last.line}: {% ${last.name} %} is never closed by {% end${last.name} %}`;
}

/** Parses again and watches how far the parser looks: the tag of the last token is where it stopped. */
function misplacedToken(source: string, tags: readonly TemplateTag[], error: unknown): string | undefined {
  const tokens = tokenize(source);
  let furthest = 0;
  const watched = new Proxy(tokens, {
    get(target, key, receiver): unknown {
      const index = typeof key === 'string' ? Number(key) : NaN;
      if (index < target.length) furthest = Math.max(furthest, index);
      return Reflect.get(target, key, receiver);
    },
  });
  try {
    parse(watched);
    return undefined;
  } catch {
    const before = tokens
      .slice(0, furthest + 1)
      .filter(({ type }) => type === 'OpenStatement' || type === 'OpenExpression' || type === 'Comment');
    const tag = tags[before.length - 1];
    return tag === undefined ? undefined : `line ${tag.line}: ${messageOf(error)} in ${tag.text.slice(0, 80)}`;
  }
}

/** What is no syntax error names what it does not know: the first tag with that word will be the one. */
function unknownName(tags: readonly TemplateTag[], message: string): string {
  const word = /"(\w+)"$/.exec(message)?.[1];
  const tag =
    word === undefined
      ? undefined
      : tags.find(({ text }) => new RegExp(`(?:\\||\\bis|\\bnot|\\bfilter)\\s*${word}\\b`).test(text));
  return tag === undefined ? message : `line ${tag.line}: ${message}`;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof TypeError ? 'the template ends too early' : message.replace(/^Parser Error: /, '');
}

/** A `{# #}`, `{{ }}` or `{% %}` of a template, with the line (from 1) on which it begins. */
interface TemplateTag {
  readonly text: string;
  readonly index: number;
  readonly line: number;
}

const STRING = String.raw`"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'`;

const COMMENT = String.raw`\{#[^]*?#\}`;

const RAW = String.raw`\{%(?<before>[-+]?)\s*raw\s*(?<lead>-?)%\}(?<content>[^]*?)\{%(?<trail>[-+]?)\s*endraw\s*(?<after>[-+]?)%\}`;

const EXPRESSION = String.raw`\{\{(?:${STRING}|[^"'])*?\}\}`;

const STATEMENT = String.raw`\{%(?:${STRING}|[^"'])*?%\}`;

/**
 * The source as Jinja2 reads it and the parser understands it: line ends are `\n`, `{% raw %}` blocks are string literals.
 * Lines keep their numbers.
 */
export function readableSource(source: string): string {
  const lines = source.replace(/\r\n?/g, '\n');
  if (!/\braw\b/.test(lines)) return lines;
  const tags = new RegExp(`${COMMENT}|${RAW}|${EXPRESSION}|${STATEMENT}`, 'g');
  return lines.replace(tags, (tag: string, ...rest: readonly unknown[]) => {
    const groups = rest.at(-1) as Readonly<Partial<Record<string, string>>>;
    return groups.content === undefined ? tag : rawLiteral(groups.content, groups);
  });
}

/** All tags in order. A tag that is opened and not closed reaches to the end. */
function templateTags(source: string): readonly TemplateTag[] {
  const tags = new RegExp(String.raw`${COMMENT}|${EXPRESSION}|${STATEMENT}|\{[{%#][^]*$`, 'g');
  return Array.from(source.matchAll(tags), ({ 0: text, index }) => ({ text, index, line: lineAt(source, index) }));
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split('\n').length;
}

function rawLiteral(content: string, signs: Readonly<Partial<Record<string, string>>>): string {
  const lead = signs.lead === '-' ? leadingSpace(content) : '';
  const rest = content.slice(lead.length);
  const kept = signs.trail === '-' ? rest.trimEnd() : rest;
  const trail = rest.slice(kept.length);
  // `{` as an escape, so that nothing looks for tags inside; the space taken away stays between the tags for its lines.
  const literal = kept.replace(/[\\"]/g, '\\$&').replaceAll('{', String.raw`\x7b`);
  const open = signs.before === '-' ? '{{-' : '{{';
  const close = signs.after === '-' ? '-}}' : '}}';
  return `${open} ${lead}"${literal}"${trail} ${close}`;
}

function leadingSpace(text: string): string {
  return text.slice(0, text.length - text.trimStart().length);
}
