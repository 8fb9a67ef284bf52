import { visibleText } from './visible-text.ts';

/** Text within a line, in which nothing is markup, a link or an end of a table cell. */
export function plainMarkdown(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_[\]<>|~$&#!]/g, '\\$&')
    .replaceAll('://', ':\\//')
    .replaceAll(/\bwww(?=\.)/gi, '$&\\');
}

function oneLine(text: string): string {
  return visibleText(text).replaceAll(/\s+/g, ' ').trim();
}

/** A code span; in a table cell, text with a bar is plain instead, as tables look for bars even in code. */
export function codeMarkdown(text: string, isCell: boolean): string {
  const line = oneLine(text);
  if (line === '') return '';
  if (isCell && line.includes('|')) return plainMarkdown(line);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const space = /^`|`$/.test(line) ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}`;
}

/** The longest run of backticks in a text. */
function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}

/** A block of text as it is, in a fence longer than any that the text could close it with. */
export function fencedMarkdown(text: string, language: string): string {
  const visible = visibleText(text);
  const fence = '`'.repeat(Math.max(3, longestRun(visible) + 1));
  return `${fence}${language}\n${visible.replace(/\n$/, '')}\n${fence}`;
}
