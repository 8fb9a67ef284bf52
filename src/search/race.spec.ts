import { describe, expect, it } from '@jest/globals';
import { race } from './race.ts';
import { setupOf, SimulatedSearch, type SimulatedWorld } from './simulated-search.fixture.ts';

const rows = { training: 60, selection: 160 };
const search = (steps = 10, seed = 1) => setupOf('0.50', { seed, steps, rows });

/** A template is its own mean: row by row in an order that all share, so that differences have no noise. */
function ladder(templates: readonly string[], demonstrated: string | null = null): SimulatedWorld {
  const queue = [...templates];
  return {
    score: (template, _part, row) => ((row * 37) % 100 < Number(template.split(' ')[0]) * 100 ? 1 : 0),
    propose: () => queue.shift() ?? { unusable: 'there is no other' },
    demonstrate: (template, shown) => (demonstrated === null ? null : `${demonstrated} ${template} with ${shown.join(',')}`),
  };
}

describe('a race', () => {
  it('selects the best, and throws out those that are behind after few rows', async () => {
    const ports = new SimulatedSearch(ladder(['0.10', '0.70', '0.20', '0.90', '0.30']));
    const found = await race(search(5), ports);
    expect(found).toMatchObject({ reason: 'steps', candidates: 6 });
    expect(found.selected.proposal.prompt_template).toBe('0.90');
    expect(ports.decisions.map((decision) => decision?.isAccepted)).toEqual([true, false, true, false, true, false]);
    expect(ports.decisions[1]?.reason).toMatch(
      /^it was behind after 10 of 160 selection rows: 0\.\d+ against the 0\.\d+ of step 0$/,
    );
    expect(ports.paid.selection).toBeLessThan(160 * 3 + 3 * 40);
  });

  it('runs each challenger on the same rows in the same order', async () => {
    const order: number[][] = [];
    const world = ladder(['0.40', '0.45', '0.48']);
    const ports = new SimulatedSearch({
      ...world,
      score(template, part, row) {
        if (part === 'selection') (order[ports.candidates.length - 1] ??= []).push(row);
        return world.score(template, part, row);
      },
    });
    await race(search(3), ports);
    const [, first = [], ...others] = order;
    for (const other of others) {
      const common = Math.min(first.length, other.length);
      expect(other.slice(0, common)).toEqual(first.slice(0, common));
    }
  });

  it('shows training rows that the program answered right as demonstrations, by turns with new instructions', async () => {
    const shown: (readonly number[])[] = [];
    const world = ladder(['0.55', '0.60'], '0.80');
    const ports = new SimulatedSearch({
      ...world,
      demonstrate(template, found) {
        shown.push(found);
        return world.demonstrate?.(template, found) ?? null;
      },
    });
    const found = await race(search(4), ports);
    expect(ports.candidates.map(({ origin }) => origin)).toEqual([
      'baseline',
      'instruction',
      'demonstrations',
      'instruction',
      'demonstrations',
    ]);
    expect(found.selected.origin).toBe('demonstrations');
    expect(shown.map(({ length }) => length)).toEqual([2, 4]);
    for (const row of shown.flat()) expect(world.score('0.60', 'training', row)).toBe(1);
  });

  it('writes instructions where nothing can be demonstrated', async () => {
    const ports = new SimulatedSearch(ladder(['0.1', '0.2', '0.3']));
    expect(await race(search(3), ports)).toMatchObject({ reason: 'steps', candidates: 4, unusable: 0 });
    expect(ports.candidates.slice(1).every(({ origin }) => origin === 'instruction')).toBe(true);
  });

  it('ends where the proposer has nothing more to say, and nothing can be demonstrated', async () => {
    const ports = new SimulatedSearch(ladder(['0.1']));
    expect(await race(search(9), ports)).toMatchObject({ reason: 'proposer', candidates: 2, unusable: 3 });
  });

  it('ends at the full score', async () => {
    const ports = new SimulatedSearch(ladder(['1.00', '0.1']));
    expect(await race(search(9), ports)).toMatchObject({ reason: 'full_score', candidates: 2, score: 1 });
  });

  it('runs all candidates on all rows where there are too few to look before the end', async () => {
    const ports = new SimulatedSearch(ladder(['0.1', '0.8', '0.2']));
    const found = await race(setupOf('0.50', { seed: 1, steps: 3, rows: { training: 10, selection: 6 } }), ports);
    expect(ports.paid.selection).toBe(4 * 6);
    expect(found.selected.proposal.prompt_template).toBe('0.8');
  });
});
