import { visibleLine } from '../../evaluation/visible-text.ts';
import { scoreFigure } from '../../reports/figures.ts';
import type { PlacedSampleDto } from '../../runs/run-samples.dto.ts';
import { type Cell, type Column, tableText } from '../table.ts';
import type { Look } from '../terminal.ts';

const TEXT_COLUMNS = 12;

/** Samples with their short texts, a row each: scores, what went in, what came out, and what was expected. */
export function rowTable(samples: readonly PlacedSampleDto[], look: Look): string {
  const metrics = [...new Set(samples.flatMap(({ scores }) => Object.keys(scores)))].sort();
  const hasRepeats = samples.some(({ replicate }) => replicate > 0);
  const columns: readonly Column[] = [
    { head: 'row', align: 'right' },
    ...metrics.map((head): Column => ({ head, align: 'right', least: 8 })),
    ...['inputs', 'answer', 'reference'].map((head) => ({ head, least: TEXT_COLUMNS })),
  ];
  const rows = samples.map((sample): Cell[] => {
    const { row, replicate, status, scores, texts, response, error } = sample;
    const failure = texts?.error ?? error?.message ?? 'failed';
    return [
      hasRepeats ? `${String(row)}.${String(replicate)}` : String(row),
      ...metrics.map((metric) => scoreFigure(scores[metric] ?? null)),
      oneLine(texts?.inputs === undefined || texts.inputs === null ? sample.prompt : inputText(texts.inputs)),
      status === 'failed' ? { text: oneLine(failure), style: 'red' } : oneLine(texts?.response ?? response),
      oneLine(texts?.reference ?? ''),
    ];
  });
  return tableText(columns, rows, look);
}

/** Of inputs with a single text that text: its name is the same in every row. */
function inputText(inputs: string): string {
  try {
    const [only, ...others] = Object.values(JSON.parse(inputs) as object) as unknown[];
    return typeof only === 'string' && others.length === 0 ? only : inputs;
  } catch {
    return inputs;
  }
}

function oneLine(text: string): string {
  return visibleLine(text.replaceAll(/\s+/g, ' ').trim());
}
