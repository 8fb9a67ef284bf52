/** A `{# #}`, `{{ }}` or `{% %}` of a template, with the line (from 1) on which it begins. */
export interface TemplateTag {
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
export function templateTags(source: string): readonly TemplateTag[] {
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
