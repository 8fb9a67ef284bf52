import { describe, expect, it } from '@jest/globals';
import { foreignLabels, type Run } from '../domain/run.ts';
import type { ComparedRun } from '../domain/run-store.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { textList, textListBytes } from '../domain/text-list.ts';
import { alignedByContent, contentKey, haveForeignIds, levelsInOrder } from './content-alignment.ts';

function runOf(
  runId: string,
  metadata: Run['metadata'],
  ids: readonly string[],
  clusters: readonly (string | null)[] | null = null,
): ComparedRun {
  const counts = { sampleCount: 1, totalSamples: 1, failedSamples: 0, costUsd: null, metrics: {} };
  const base = { experimentId: 'e', status: 'completed', createdAt: null, source: 'import' } as const;
  const columns: ScoredColumns = {
    runId,
    size: ids.length,
    digest: ids.join(),
    ids: textListBytes(ids),
    datasetRows: null,
    metrics: new Map([['m', Float64Array.from(ids, (_, at) => at)]]),
    clusters: clusters && textListBytes(clusters),
    invalid: new Map(),
    duplicates: { count: 0, ids: [] },
    repeats: new Map(),
  };
  return { run: { ...foreignLabels(runId), ...counts, ...base, runId, metadata }, columns };
}

const INSPECT = { harness: 'inspect_ai', task: 't' };

describe('ids', () => {
  it('of one harness and task mean the same', () => {
    expect(haveForeignIds([runOf('a', INSPECT, ['1', '2']), runOf('b', INSPECT, ['2', '3'])])).toBe(false);
  });

  it.each([
    ['another harness', { harness: 'helm', task: 't' }],
    ['another task', { harness: 'inspect_ai', task: 'u' }],
    ['Assay', {}],
  ])('of %s mean something else', (_, metadata) => {
    expect(haveForeignIds([runOf('a', INSPECT, ['1']), runOf('b', metadata, ['1'])])).toBe(true);
  });

  it('of which none is in both runs mean nothing', () => {
    expect(haveForeignIds([runOf('a', {}, ['1']), runOf('b', {}, ['2'])])).toBe(true);
    expect(haveForeignIds([runOf('a', { harness: 'promptuna' }, ['1']), runOf('b', {}, ['1'])])).toBe(false);
  });
});

describe('alignedByContent', () => {
  it('puts hashes of what was asked in place of ids, and keeps the way back', () => {
    const runs = [runOf('a', INSPECT, ['1', '2', '3']), runOf('b', {}, ['x', 'y'])];
    const contents = [
      runOf('a', {}, ['1', '2', '3'], ['What?', 'Who?', null]),
      runOf('b', {}, ['x', 'y'], ['{"question":"Who?"}', '{"question":" What? "}']),
    ];
    const [a, b] = alignedByContent(runs, contents) ?? [];
    if (a === undefined || b === undefined) throw new Error('they were not aligned');
    const score = (run: typeof a, question: string): number | undefined =>
      run.columns.metrics.get('m')?.[textList<string>(run.columns.ids).indexOf(contentKey(question) ?? '')];
    expect([score(a, 'What?'), score(a, 'Who?'), score(b, 'What?'), score(b, 'Who?')]).toEqual([0, 1, 1, 0]);
    expect(textList<string>(a.columns.ids)).toEqual(textList<string>(a.columns.ids).sort());
    expect(textList<string>(a.columns.ids)).toContain('a:3');
    expect(b.ownPlace({ id: contentKey('Who?') ?? '', nth: 0 })).toEqual({ id: 'x', nth: 0 });
    expect(b.ownPlace({ id: 'z', nth: -1 })).toBeUndefined();
    expect(levelsInOrder({ sets: [['l']], ofSample: Int32Array.of(0, -1, 0) }, Int32Array.of(2, 1, 0)).ofSample).toEqual(
      Int32Array.of(0, -1, 0),
    );
  });

  it('keeps several samples of one question apart, in their order', () => {
    const runs = [runOf('a', INSPECT, ['1', '2']), runOf('b', {}, ['x'])];
    const [a] = alignedByContent(runs, [runOf('a', {}, ['1', '2'], ['Who?', 'Who?']), runOf('b', {}, ['x'], ['Who?'])]) ?? [];
    expect(a?.ownPlace({ id: contentKey('Who?') ?? '', nth: 1 })).toEqual({ id: '2', nth: 0 });
  });

  it('leaves runs alone that were asked nothing in common, or nothing that is known', () => {
    const runs = [runOf('a', INSPECT, ['1']), runOf('b', {}, ['x'])];
    expect(alignedByContent(runs, [runOf('a', {}, ['1'], ['What?']), runOf('b', {}, ['x'], ['Who?'])])).toBeUndefined();
    expect(alignedByContent(runs, [runOf('a', {}, ['1'], ['What?']), runOf('b', {}, ['x'])])).toBeUndefined();
  });
});

describe('contentKey', () => {
  it('is the same for a question, however it is written', () => {
    const forms = [
      'What is 1+1?',
      ' What  is\n1+1? ',
      '{"question":"What is 1+1?","answer":"2"}',
      '{"only":"What is 1+1?"}',
      '{"input":"What is 1+1?","choices":["1","2"]}',
      '[{"role":"system","content":"Be brief."},{"role":"user","content":"What is 1+1?"}]',
      '{"input":[{"role":"user","content":[{"type":"text","text":"What is 1+1?"}]}]}',
    ];
    expect(new Set(forms.map(contentKey)).size).toBe(1);
    expect(contentKey('{"a":"x","b":"y"}')).not.toBe(contentKey('{"a":"x","b":"z"}'));
    expect([contentKey(null), contentKey('  ')]).toEqual([null, null]);
    expect(contentKey('{not json')).not.toBeNull();
  });
});
