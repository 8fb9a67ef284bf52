import { describe, expect, it } from '@jest/globals';
import { reportForm } from './report-form.ts';

describe('the form of a report', () => {
  it.each([
    [undefined, 'html', 'html'],
    ['*/*', 'html', 'html'],
    ['*/*', 'markdown', 'markdown'],
    ['text/markdown', 'html', 'markdown'],
    ['text/html,*/*;q=0.8', 'markdown', 'html'],
    ['text/markdown;q=0.5, text/html', 'markdown', 'html'],
    ['text/markdown, text/html;q=0.5', 'html', 'markdown'],
  ] as const)('for %p, where %s is usual, is %s', (accept, usual, form) => {
    expect(reportForm(accept, usual)).toBe(form);
  });
});
