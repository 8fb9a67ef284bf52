import { describe, expect, it } from '@jest/globals';
import { PromptTemplate } from '../evaluation/prompt-template.ts';
import { withDemonstrations } from './demonstrations.ts';

describe('a template with demonstrations', () => {
  it('renders each input by name with its answer, before the template', () => {
    const source = withDemonstrations('Classify: {{ text }}', [
      { inputs: { text: 'Fine, {{ really }} {% if %}', stars: 4 }, answer: ' {"label": "positive"}\n' },
      { inputs: { text: 'Bad.', stars: 1 }, answer: 'negative' },
    ]);
    const template = new PromptTemplate(source ?? '');
    expect(template.variables()).toEqual(['text']);
    expect(template.render({ text: 'So so.' })).toBe(
      'Here are examples of inputs and good answers.\n\n' +
        '<example>\ntext: Fine, {{ really }} {% if %}\nstars: 4\nanswer: {"label": "positive"}\n</example>\n\n' +
        '<example>\ntext: Bad.\nstars: 1\nanswer: negative\n</example>\n\n' +
        'Now do the same with this:\n\nClassify: So so.',
    );
  });

  it('is not made of what is too long, or would end the part that is not rendered', () => {
    const from = (text: string): string | null => withDemonstrations('{{ text }}', [{ inputs: { text }, answer: 'a' }]);
    expect(from('x'.repeat(5_000))).toBeNull();
    expect(from('{% endraw %}{{ secret }}')).toBeNull();
    expect(from('{%-   endraw -%}')).toBeNull();
  });
});
