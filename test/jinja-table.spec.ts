import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../src/evaluation/canonical-json.ts';
import { PromptTemplate, TemplateError } from '../src/evaluation/prompt-template.ts';

interface TableRow {
  readonly group: string;
  readonly template: string;
  readonly text?: string;
  readonly error?: string;
}

interface Table {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly rows: readonly TableRow[];
}

const table = parseJson(readFileSync(new URL('./fixtures/jinja-table.json', import.meta.url), 'utf8')) as Table;

/* Made by scripts/jinja/make_jinja_table.py with Jinja2 itself. */
describe('a prompt template', () => {
  const texts = table.rows.filter(({ text }) => text !== undefined);
  const errors = table.rows.filter(({ error }) => error !== undefined);

  it.each(texts)('renders as Jinja2 does, $group: $template', ({ template, text }) => {
    expect(new PromptTemplate(template).render(table.variables)).toBe(text);
  });

  it.each(errors)('refuses what Jinja2 refuses, $group: $template', ({ template, error }) => {
    const isUndefined = error === 'UndefinedError';
    expect(() => new PromptTemplate(template).render(table.variables)).toThrow(
      isUndefined ? / is undefined \(given: / : TemplateError,
    );
  });

  it('is compared on more than a hundred templates', () => {
    expect(texts.length).toBeGreaterThan(150);
    expect(errors.length).toBeGreaterThan(60);
  });
});
