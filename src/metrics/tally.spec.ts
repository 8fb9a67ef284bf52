import { describe, expect, it } from '@jest/globals';
import { Exposition } from './exposition.ts';
import { ModelNames, OTHER_MODELS } from './model-label.ts';
import { BucketTally, Tally } from './tally.ts';

describe('Tally', () => {
  it('has one cell for the same labels', () => {
    const tally = new Tally();
    tally.cell({ kind: 'run' }).value += 1;
    tally.cell({ kind: 'run' }).value += 2;
    tally.cell({ kind: 'evaluate' }).value += 4;

    expect(tally.readings).toEqual([
      { labels: { kind: 'run' }, value: 3 },
      { labels: { kind: 'evaluate' }, value: 4 },
    ]);
  });
});

describe('BucketTally', () => {
  it('counts each observation in its bucket and in all above it', async () => {
    const tally = new BucketTally([0.1, 1]);
    for (const seconds of [0.1, 0.5, 1, 7]) tally.of({ route: '/a "b"' }).observe(seconds);
    const exposition = new Exposition();
    exposition.histogram({ name: 'x_seconds', help: 'How long x took.', labels: ['route'] }, tally);

    expect(await exposition.text()).toBe(
      [
        '# HELP x_seconds How long x took.',
        '# TYPE x_seconds histogram',
        String.raw`x_seconds_bucket{route="/a \"b\"",le="0.1"} 1`,
        String.raw`x_seconds_bucket{route="/a \"b\"",le="1"} 3`,
        String.raw`x_seconds_bucket{route="/a \"b\"",le="+Inf"} 4`,
        String.raw`x_seconds_sum{route="/a \"b\""} 8.6`,
        String.raw`x_seconds_count{route="/a \"b\""} 4`,
        '',
      ].join('\n'),
    );
  });
});

describe('ModelNames', () => {
  it('names the first models, and calls all further ones other', () => {
    const names = new ModelNames();
    for (let number = 0; number < 50; number += 1) names.ofSpec(`openai:model-${number}`);

    expect(names.ofSpec('openai:model-49')).toEqual({ provider: 'openai', model: 'model-49' });
    expect(names.ofSpec('openai:one-more')).toEqual({ provider: OTHER_MODELS, model: OTHER_MODELS });
  });

  it('leaves the options of local models out, and names what is no name unknown', () => {
    const names = new ModelNames();

    expect(names.ofSpec('local:lexicon?latency_ms=50')).toEqual({ provider: 'local', model: 'lexicon' });
    expect(names.of(undefined, 7)).toEqual({ provider: 'unknown', model: 'unknown' });
  });
});
