import { type Label, LABEL_PATTERN, labelOf } from './label.ts';

const MARKS = '["\'`*_“”‘’«»]*';

const SEPARATOR = String.raw`\s*(?:,\s*(?:or|and)\b|[,/|]|\bor\b|\band\b)\s*`;

const ONE = `${MARKS}\\b${LABEL_PATTERN}\\b${MARKS}`;

const LIST = new RegExp(`${ONE}(?:${SEPARATOR}${ONE})+`, 'giu');

const QUOTED = new RegExp(`["'\`“‘«](${LABEL_PATTERN})["'\`”’»]`, 'giu');

const DEFINED = new RegExp(String.raw`^\s*(?:[-*•]|\d+[.)])?\s*${MARKS}(${LABEL_PATTERN})${MARKS}\s*(?:[:=–—]|$)`, 'gimu');

const WORD = new RegExp(`\\b${LABEL_PATTERN}\\b`, 'giu');

/**
 * The sentiment labels that instructions state, as they write them: at the beginning of a line before a colon or alone,
 * else in a list ("positive, negative or neutral"), else in quotes. Fewer than two of different sense are none.
 */
export function statedLabels(instructions: string): readonly Label[] {
  const found = [captured(instructions, DEFINED), listed(instructions), captured(instructions, QUOTED)];
  return distinct(found.find((labels) => senses(labels) > 1) ?? []);
}

function captured(instructions: string, pattern: RegExp): Label[] {
  return known([...instructions.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function known(texts: readonly string[]): Label[] {
  return texts.map(labelOf).filter((label) => label !== null);
}

function listed(instructions: string): Label[] {
  const lists = (instructions.match(LIST) ?? []).map((list) => known(list.match(WORD) ?? []));
  return lists.filter((list) => senses(list) > 1).flat();
}

function distinct(labels: readonly Label[]): readonly Label[] {
  return labels.filter(
    (label, index) => labels.findIndex(({ text }) => text.toLowerCase() === label.text.toLowerCase()) === index,
  );
}

function senses(labels: readonly Label[]): number {
  return new Set(labels.map(({ sense }) => sense)).size;
}
