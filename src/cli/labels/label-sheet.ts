import type { PlacedSampleDto } from '../../runs/run-samples.dto.ts';
import { jsonText } from '../../evaluation/json-text.ts';

const COLUMNS = ['id', 'row', 'replicate', 'prompt', 'response', 'value', 'note'] as const;

/** What spreadsheets take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Samples to be labelled as CSV: the columns `value` and `note` are for people to fill in. */
export function labelSheet(samples: readonly PlacedSampleDto[]): string {
  const rows = samples.map(({ id, row, replicate, prompt, response }) => {
    return [id, String(row), String(replicate), harmless(prompt), harmless(response), '', ''].map(cell).join(',');
  });
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

/** Texts of models are not to be run by who opens them. */
function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The same as JSON lines, with a `value` of `null`. */
export function labelLines(samples: readonly PlacedSampleDto[]): string {
  const lines = samples.map(({ id, row, replicate, prompt, response }) => {
    return `${jsonText({ id, row, replicate, prompt, response, value: null, note: null })}\n`;
  });
  return lines.join('');
}
