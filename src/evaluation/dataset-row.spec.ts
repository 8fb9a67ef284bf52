import { describe, expect, it } from '@jest/globals';
import { DatasetError, DatasetParser, UniqueIds } from './dataset-row.ts';
import { JsonNumber } from './json-number.ts';

function parseAll(...lines: readonly string[]): void {
  const parser = new DatasetParser('data/full.jsonl');
  lines.forEach((line, index) => parser.parse(line, index + 1));
  parser.end();
}

const good = '{"inputs": {"a": 1, "b": 2}, "reference": "x"}';

describe('DatasetParser', () => {
  it('gives the example and its identity', () => {
    const row = new DatasetParser('d.jsonl').parse('{"reference": "é", "inputs": {"n": 1.0}}\r', 1);
    expect(row).toEqual({
      row: 0,
      example: { inputs: { n: JsonNumber.of('1.0') }, reference: 'é' },
      identity: '{"inputs": {"n": 1.0}, "reference": "\\u00e9"}',
    });
  });

  it('takes a missing reference for null', () => {
    expect(new DatasetParser('d.jsonl').parse('{"inputs": {}}', 1)?.example).toEqual({ inputs: {}, reference: null });
  });

  it('skips blank lines and a byte order mark, and counts rows', () => {
    const parser = new DatasetParser('d.jsonl');
    expect(parser.parse(`\ufeff${good}`, 1)).not.toBeNull();
    expect([parser.parse('', 2), parser.parse(' \t\r', 3)]).toEqual([null, null]);
    expect(parser.parse('{"reference": null, "inputs": {"b": [], "a": {}}}', 4)).not.toBeNull();
    expect(parser.rowCount).toBe(2);
  });

  it('gives id, tags and cluster beside the rest, in rows that have them, and not in the identity', () => {
    const parser = new DatasetParser('d.jsonl');
    const [first, second] = [
      parser.parse('{"id": "q1", "inputs": {"a": 1}, "tags": ["hard", "de"], "cluster": "doc 1"}', 1),
      parser.parse('{"id": null, "inputs": {"a": 1}, "tags": null, "cluster": null}', 2),
    ];
    expect(first?.example).toEqual({ inputs: { a: 1 }, reference: null, id: 'q1', tags: ['hard', 'de'], cluster: 'doc 1' });
    expect(second?.example).toEqual({ inputs: { a: 1 }, reference: null });
    expect(first?.identity).toBe(second?.identity);
  });

  it('keeps the digits of long numbers', () => {
    const line = '{"inputs":{"id":12345678901234567891,"ratio":0.12345678901234567891},"reference":1e3}';
    const row = new DatasetParser('d.jsonl').parse(line, 1);
    expect(JSON.stringify(row?.example)).toBe(line);
    expect(row?.identity).toBe('{"inputs": {"id": 12345678901234567891, "ratio": 0.12345678901234568}, "reference": 1000.0}');
  });

  it('treats __proto__ as a key like any other', () => {
    const row = new DatasetParser('d.jsonl').parse('{"inputs": {"__proto__": {"x": 1}}}', 1);
    expect(row?.identity).toBe('{"inputs": {"__proto__": {"x": 1}}, "reference": null}');
  });

  it.each([
    ['{"inputs": {"a": 1}', 'this is not JSON ('],
    ['[1]', 'this is an array; a row must be one JSON object'],
    ['null', 'this is null'],
    ['"text"', 'this is a string'],
    ['{"reference": 1}', '"inputs" is missing'],
    ['{"inputs": [1]}', '"inputs" is an array; it must be an object'],
    ['{"inputs": null}', '"inputs" is null'],
    [
      '{"inputs": {}, "ids": 1, "tag": 2}',
      'unknown keys "ids", "tag"; only "inputs", "reference", "id", "tags" and "cluster" are',
    ],
    ['{"inputs": {}, "id": 7}', '"id" is a number; it must be a text'],
    ['{"inputs": {}, "id": ""}', '"id" is empty; it must be a text'],
    ['{"inputs": {}, "cluster": ["a"]}', '"cluster" is an array; it must be a text'],
    ['{"inputs": {}, "tags": "hard"}', '"tags" is "hard"; it must be a list of texts'],
    ['{"inputs": {}, "tags": ["hard", 1]}', '"tags" is ["hard",1]; it must be a list of texts'],
    ['{"inputs": {"a": 1, "b": 2}}', '"reference" is missing here but given in line 1'],
    ['{"inputs": {"a": 1}, "reference": 1}', '"inputs" lacks the key "b" compared with line 1'],
    ['{"inputs": {"a": 1, "b": 2, "c": 3}, "reference": 1}', '"inputs" has the additional key "c"'],
    ['{"inputs": {"a": 1, "c": 3}, "reference": 1}', '"inputs" lacks the key "b" and has the additional key "c"'],
    ['{"inputs": {"a": 1, "b": 1e999}, "reference": 1}', '1e999 is larger than any number can be'],
    [`{"inputs": {"a": 1, "b": ${'['.repeat(20000)}${']'.repeat(20000)}}, "reference": 1}`, 'the row is nested too deeply'],
  ])('names file and line of %.60s', (line, message) => {
    expect(() => parseAll(good, '', line)).toThrow(DatasetError);
    expect(() => parseAll(good, '', line)).toThrow(`data/full.jsonl, line 3: ${message}`);
  });

  it('names a reference that only some rows have', () => {
    expect(() => parseAll('', '{"inputs": {}}', '{"inputs": {}, "reference": 1}')).toThrow(
      'data/full.jsonl, line 3: "reference" is given here but not in line 2; give it in every row or in none',
    );
  });

  it.each([[[]], [['', '  ']]])('refuses a dataset of %p', (lines) => {
    expect(() => parseAll(...lines)).toThrow('data/full.jsonl has no rows');
  });
});

describe('UniqueIds', () => {
  it('names both rows of an id that comes twice', () => {
    const parser = new DatasetParser('data/full.jsonl');
    const ids = new UniqueIds('data/full.jsonl');
    const add = (line: string, number: number): void => {
      const row = parser.parse(line, number);
      if (row !== null) ids.add(row, number);
    };
    add('{"inputs": {}, "id": "a"}', 1);
    add('{"inputs": {}}', 2);
    add('{"inputs": {}}', 3);
    expect(() => add('{"inputs": {}, "id": "a"}', 4)).toThrow('data/full.jsonl, line 4: the id "a" is that of line 1 already');
  });
});
