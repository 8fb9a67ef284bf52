import { describe, expect, it } from '@jest/globals';
import { placeholderParts } from './placeholder-parts.ts';

describe('the placeholders of a template', () => {
  it('are told from its text', () => {
    expect(placeholderParts('Is {{ review }} good?{% if x %}!{% endif %}')).toEqual([
      { text: 'Is ', isMarked: false },
      { text: '{{ review }}', isMarked: true },
      { text: ' good?', isMarked: false },
      { text: '{% if x %}', isMarked: true },
      { text: '!', isMarked: false },
      { text: '{% endif %}', isMarked: true },
    ]);
  });

  it('are none in what does not close', () => {
    expect(placeholderParts('a {{ b')).toEqual([{ text: 'a {{ b', isMarked: false }]);
    expect(placeholderParts('')).toEqual([]);
  });
});
