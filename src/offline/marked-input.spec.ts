import { describe, expect, it } from '@jest/globals';
import { markedInput } from './marked-input.ts';

describe('markedInput', () => {
  it.each([
    ['tags', 'Classify.\n<review>\nI love it\n</review>', 'I love it'],
    ['tags with attributes', '<text lang="en">I love it</text>', 'I love it'],
    ['triple quotes', 'Text: """I love it""" Label:', 'I love it'],
    ['a code fence', 'Text:\n```text\nI love it\n```', 'I love it'],
    ['a fence within a line', 'Text: ```I love it```', 'I love it'],
    ['the last of several', '<example>I hate it</example>\n<review>I love it</review>', 'I love it'],
    ['an example that comes after the input', '<review>I love it</review>\n<example>I hate it</example>', 'I hate it'],
    ['tags that are named before', 'Read between <review> and </review>.\n<review>I love it</review>', 'I love it'],
    ['tags that are named before by their opening alone', 'Read what is in <review>.\n<review>I love it</review>', 'I love it'],
    ['tags in the input', '<review>I <b>love</b> it</review>', 'I <b>love</b> it'],
    ['a last region without a word', '<review>I love it</review> <label> </label>', 'I love it'],
  ])('finds %s', (_what, prompt, input) => {
    const found = markedInput(prompt);
    expect(found.marked).toBe(true);
    expect(found.input.trim()).toBe(input);
    expect(found.instructions).not.toContain(input);
  });

  it.each([
    ['plain text. I love it'],
    ['<review>I love it'],
    ['a < b and c > d'],
    ['""" never closed'],
    ['<br>one<br>two'],
    [''],
  ])('takes all of %p as the input', (prompt) => {
    expect(markedInput(prompt)).toEqual({ input: prompt, instructions: prompt, marked: false });
  });
});
