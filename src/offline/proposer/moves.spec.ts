import { describe, expect, it } from '@jest/globals';
import { PromptTemplate } from '../../evaluation/prompt-template.ts';
import { leaveOutLines } from './choose-edit.ts';
import { type Move, MOVES } from './moves.ts';
import type { SearchView } from './search-view.ts';

const LABELS = ['positive', 'negative', 'neutral'];
const best = { index: 0, score: 0.5, difference: null, attempt: null, template: '' };
const view: SearchView = {
  goal: '',
  placeholders: ['review'],
  outputSchema: null,
  labels: LABELS,
  rubrics: ['The label is right.'],
  steps: [best],
  best,
  weakest: [{ inputs: '{"review":"C’était décevant"}', output: 'x', error: null, reference: 'negative' }],
};
const schema = { type: 'object', properties: { label: { type: 'string', enum: LABELS }, why: { type: 'string' } } };

function move(name: string): Move {
  const found = MOVES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no move ${name}`);
  return found;
}

function edited(name: string, template: string, change: Partial<SearchView> = {}): string | null {
  return move(name).apply(template, { ...view, ...change });
}

const MARKED = 'Rate it.\n\n<review>\n{{ review }}\n</review>\n';
const LISTED = `The labels:\n- positive\n- negative\n- neutral\n\n${MARKED}`;

describe('the moves of local:proposer', () => {
  it('mark off a placeholder on lines of its own if it ends its line', () => {
    expect(edited('mark off the input', 'Rate it: {{ review }}')).toBe('Rate it:\n\n<review>\n{{ review }}\n</review>\n');
  });

  it('mark off placeholders inside a sentence', () => {
    const template = 'Is {{ review }} like {{ other | trim }}?';
    expect(edited('mark off the input', template, { placeholders: ['review', 'other'] })).toBe(
      'Is <review>{{ review }}</review> like <other>{{ other | trim }}</other>?',
    );
  });

  it.each([MARKED, '"""\n{{ review }}\n"""', '```text\n{{ review }}\n```', '{% for r in review %}{{ r }}{% endfor %}'])(
    'leave %p as it is, which is marked off or no placeholder',
    (template) => {
      expect(edited('mark off the input', template)).toBeNull();
    },
  );

  it('move the marked input after the instructions', () => {
    const template = '<review>\n{{ review }}\n</review>\n\nRate it.\n';
    expect(edited('put the instructions before the input', template)).toBe(MARKED);
    expect(edited('put the instructions before the input', MARKED)).toBeNull();
  });

  it('state the labels before the input, one a line, once', () => {
    const stated = edited('state the labels', MARKED) ?? '';
    expect(stated).toBe(
      'Rate it.\n\nThe answer is one of these labels:\n- positive\n- negative\n- neutral\n\n<review>\n{{ review }}\n</review>\n',
    );
    expect(edited('state the labels', stated)).toBeNull();
    expect(edited('state the labels', MARKED, { labels: [] })).toBeNull();
  });

  it('ask for the label only, and no longer for reasons, if the answer is text', () => {
    const template = 'Rate it, and explain how you know: {{ review }}';
    const label = edited('ask for the label only', template) ?? '';
    expect(label).toMatch(/^Answer with the label only[^]*\n\nRate it: \{\{ review \}\}$/);
    expect(edited('ask for the label only', label)).toBeNull();
    expect(edited('ask for the label only', template, { outputSchema: schema })).toBeNull();
  });

  it('define labels in the existing list, or make one', () => {
    expect(edited('define the labels', LISTED)).toMatch(
      /^- positive: the writer is pleased.*\n- negative: .*\n- neutral: .*$/m,
    );
    expect(edited('define the labels', MARKED)).toMatch(/which mean:\n- positive: /);
    expect(edited('define the labels', edited('define the labels', LISTED) ?? '')).toBeNull();
  });

  it('define labels of any kind', () => {
    expect(edited('define the labels', MARKED, { labels: ['bug', 'wish'] })).toContain('- bug: the input fits "bug" better');
  });

  it('say what decides a mixed case if neutral is defined and no other label covers it', () => {
    const defined = edited('define the labels', LISTED) ?? '';
    expect(edited('say what decides a mixed case', defined)).toMatch(/^- neutral: .*in balance$/m);
    expect(edited('say what decides a mixed case', LISTED)).toBeNull();
    expect(edited('say what decides a mixed case', defined, { labels: [...LABELS, 'mixed'] })).toBeNull();
  });

  it('quote cues in definitions, in other languages only if they were seen', () => {
    const defined = edited('define the labels', LISTED) ?? '';
    const cued = edited('give cues for the labels', defined) ?? '';
    expect(cued).toMatch(/^- negative: .*\("stopped working", /m);
    expect(edited('give cues for the labels', cued)).toBeNull();
    expect(edited('give cues in other languages', defined)).toMatch(/^- negative: .*"kaputt"/m);
    expect(edited('give cues in other languages', defined, { weakest: [] })).toBeNull();
  });

  it('give made-up examples for sentiment labels', () => {
    expect(edited('give made-up examples', MARKED)).toContain('"The hinge came off within a week." → negative');
    expect(edited('give made-up examples', MARKED, { labels: ['bug', 'wish'] })).toBeNull();
  });

  it('take courtesy out of the instructions, but nothing out of tags', () => {
    expect(edited('remove words that mislead', 'Please rate it, thank you. {{ please }} please')).toBe(
      'Rate it, . {{ please }} ',
    );
    expect(edited('remove words that mislead', MARKED)).toBeNull();
  });

  it('say what counts, except what a template would read', () => {
    expect(edited('say what counts', MARKED)).toContain('What counts:\n- The label is right.');
    expect(edited('say what counts', MARKED, { rubrics: ['{{ x }}'] })).toBeNull();
  });

  it('ask for evidence in the free text of the answer', () => {
    expect(edited('quote the evidence', MARKED, { outputSchema: schema })).toContain('In "why", quote the words');
    expect(edited('quote the evidence', MARKED)).toBeNull();
  });

  it('keep to the marked input, if there is one', () => {
    expect(edited('keep to the marked input', MARKED)).toContain('between the tags');
    expect(edited('keep to the marked input', 'Rate {{ review }}')).toBeNull();
  });

  it('leave out a line that holds no placeholder, mark or statement', () => {
    const moves = leaveOutLines(`One.\n\nTwo.\n{# c #}\n<review>\n{{ review }}\n</review>\n`);
    expect(moves.map(({ name }) => name)).toEqual(['leave out line 1', 'leave out line 3']);
    expect(moves[1]?.apply('One.\nTwo.\n{{ review }}', view)).toBe('One.\n{{ review }}');
    expect(moves[1]?.apply('One.\n{{ review }}', view)).toBeNull();
  });

  it.each(MOVES.map(({ name }) => name))('%s keeps the placeholders, and has nothing to do a second time', (name) => {
    for (const template of [
      'Please rate it and explain why: {{ review }}',
      MARKED,
      LISTED,
      '{{ review }}\nIs it positive?',
      '{% if review %}{{ review }}{% endif %}',
      'No {% for r in review %}please {{ r }}{% endfor %}',
      '<review>\n{{ review }}\n</review>\nRate it.',
    ]) {
      for (const outputSchema of [null, schema]) {
        const next = edited(name, template, { outputSchema });
        if (next === null) continue;
        expect(new PromptTemplate(next).variables()).toEqual(['review']);
        expect(next).not.toBe(template);
        expect(edited(name, next, { outputSchema })).toBeNull();
      }
    }
  });
});
