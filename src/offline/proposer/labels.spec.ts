import { describe, expect, it } from '@jest/globals';
import { labelsOf } from './labels.ts';

const nothing = { outputSchema: null, source: '', references: [] };

describe('labelsOf', () => {
  it('reads an enum of the output schema, at any depth', () => {
    const outputSchema = { properties: { answer: { anyOf: [{ type: 'null' }, { enum: ['yes', 'no'] }] } } };
    expect(labelsOf({ ...nothing, outputSchema })).toEqual(['yes', 'no']);
  });

  it('prefers the enum that has a reference', () => {
    const outputSchema = { properties: { tone: { enum: ['rude', 'kind'] }, label: { enum: ['spam', 'ham'] } } };
    expect(labelsOf({ ...nothing, outputSchema, references: ['ham'] })).toEqual(['spam', 'ham']);
  });

  it.each(["const L = ['spam', 'ham', ] as const;", `type L = "spam" | "ham";`])('reads %p in the source', (source) => {
    expect(labelsOf({ ...nothing, source, references: ['ham'] })).toEqual(['spam', 'ham']);
    expect(labelsOf({ ...nothing, source, references: ['else'] })).toEqual([]);
  });

  it('takes the references if nothing else names the labels', () => {
    expect(labelsOf({ ...nothing, references: ['spam', 'ham', 'spam'] })).toEqual(['ham', 'spam']);
  });

  it.each([
    ['numbers', ['1', '2']],
    ['sentences', ['It is a film about a dog.', 'It is not.']],
    ['template code', ['{{ a }}', '{{ b }}']],
  ])('does not take %s as labels', (_what, references) => {
    expect(labelsOf({ ...nothing, references })).toEqual([]);
  });
});
