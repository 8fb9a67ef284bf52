import { describe, expect, it } from '@jest/globals';
import { readJsonAnswer } from './json-answer.ts';

const SCORE = { reason: 'fine', score: 4 };
const JSON_TEXT = JSON.stringify(SCORE);

describe('readJsonAnswer', () => {
  it.each([
    ['bare', JSON_TEXT],
    ['in a fence', `\`\`\`json\n${JSON_TEXT}\n\`\`\``],
    ['in a fence among words', `Here it is:\n\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\nI hope that helps.`],
    ['among words', `My verdict is ${JSON_TEXT}, all things considered.`],
    ['among words with braces', `Of {a, b} and {x | x > 0} I say ${JSON_TEXT}.`],
    ['twice the same', `${JSON_TEXT}\n\nOnce more: { "score": 4, "reason": "fine" }`],
    ['after thinking that has another', `<think>maybe {"score":1}</think>\n${JSON_TEXT}`],
    ['after thinking without its beginning', `maybe {"score":1}\n</think>\n\n${JSON_TEXT}`],
    ['after thinking, in a fence', `<thinking>{"score":1}</thinking>\`\`\`\n${JSON_TEXT}\n\`\`\``],
    ['after the analysis channel', `<|channel|>analysis<|message|>{"score":1}<|channel|>final<|message|>${JSON_TEXT}`],
  ])('takes the one object %s', (_where, text) => {
    expect(readJsonAnswer(text, 'object')).toEqual({ value: SCORE });
  });

  it('keeps marks of thinking, fences and braces that stand in a text of the object', () => {
    const value = { reason: 'It says </think>, then ``` and } and "{".', score: 2 };
    expect(readJsonAnswer(JSON.stringify(value), 'object')).toEqual({ value });
    expect(readJsonAnswer(`So: ${JSON.stringify({ reason: 'a } b \\" {', score: 2 })}`, 'object')).toEqual({
      value: { reason: 'a } b \\" {', score: 2 },
    });
  });

  it('never takes an object out of another one', () => {
    expect(readJsonAnswer('So: {"reason":"fine","details":{"score":1},"score":4}', 'object')).toEqual({
      value: { reason: 'fine', details: { score: 1 }, score: 4 },
    });
    expect(readJsonAnswer('So: {"reason":"fine" "details":{"score":1}}', 'object')).toEqual({ fault: 'is not JSON' });
  });

  it.each([
    [
      'two different objects',
      `${JSON_TEXT} or {"reason":"bad","score":1}`,
      'has 2 different JSON objects, and only one can be meant',
    ],
    [
      'an object and a broken one',
      `Like {"reason":"…","score":1}: {"reason":"so "good"","score":5}`,
      'has a JSON object and another that is broken, and only one can be meant',
    ],
    ['an object and the beginning of one', '{"score":1} then {"reason":"fi', 'has a JSON object and another that is broken'],
    ['words', 'I would give this a 4 out of 5.', 'is not JSON'],
    ['nothing', '', 'is not JSON'],
    ['thinking that did not end', `<think>maybe ${JSON_TEXT}`, 'is not JSON'],
    ['thinking alone', `<think>maybe ${JSON_TEXT}</think>`, 'is not JSON'],
    ['half an object', '{"reason":"fine","sc', 'is not JSON'],
  ])('refuses %s', (_what, text, fault) => {
    expect(readJsonAnswer(text, 'object')).toEqual({ fault: expect.stringContaining(fault) });
  });

  it('looks for lists among words only where a list is asked for', () => {
    expect(readJsonAnswer('As said in [1]: ["a","b"]', 'object')).toEqual({ fault: 'is not JSON' });
    expect(readJsonAnswer('Here: ["a",{"b":[2]}]', 'list')).toEqual({ value: ['a', { b: [2] }] });
    expect(readJsonAnswer('```\n"word"\n```', 'object')).toEqual({ value: 'word' });
  });

  it('reads a long text of open braces in one pass', () => {
    expect(readJsonAnswer(`${'{ '.repeat(200_000)}${JSON_TEXT}`, 'object')).toEqual({ value: SCORE });
    expect(readJsonAnswer('{"a":'.repeat(200_000), 'object')).toEqual({ fault: 'is not JSON' });
  });
});
