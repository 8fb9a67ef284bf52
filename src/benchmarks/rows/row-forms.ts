import { mmluProRow, supergpqaRow } from './choice-rows.ts';
import { aime24Row, gsm8kRow, math500Row } from './maths-rows.ts';
import { RowError, type RowForm } from './row-form.ts';

/** Of every benchmark that has a source, by its name. */
const ROW_FORMS: ReadonlyMap<string, RowForm> = new Map([
  ['math500', math500Row],
  ['gsm8k', gsm8kRow],
  ['aime24', aime24Row],
  ['mmlu_pro', mmluProRow],
  ['supergpqa', supergpqaRow],
]);

/** How the rows of a benchmark are read. Throws for a benchmark without a form. */
export function rowFormOf(benchmark: string): RowForm {
  const form = ROW_FORMS.get(benchmark);
  if (form === undefined) throw new Error(`there is no row form for the benchmark ${benchmark}`);
  return form;
}

/** The benchmark whose source has rows like this one. */
export function benchmarkOfRow(value: unknown): string | undefined {
  return [...ROW_FORMS].find(([, form]) => isReadBy(form, value))?.[0];
}

function isReadBy(form: RowForm, value: unknown): boolean {
  try {
    form.read(value);
    return true;
  } catch (error) {
    if (error instanceof RowError) return false;
    throw error;
  }
}
