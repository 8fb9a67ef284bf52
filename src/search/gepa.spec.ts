import { describe, expect, it } from '@jest/globals';
import { gepa, MINIBATCH } from './gepa.ts';
import { setupOf, SimulatedSearch, type SimulatedWorld } from './simulated-search.fixture.ts';

const RULES = 6;
const rows = { training: 60, selection: 30 };

const ruleOf = (row: number): string => `rule${row % RULES}`;

/**
 * A row is right where the template has its rule; reflection writes a rule of the rows that it is shown into the template, and drops the oldest where there
 * would be more than `most`, and merging keeps all of both.
 */
function hiddenRules(most = RULES): SimulatedWorld {
  const has = (template: string, row: number): boolean => template.split(' ').includes(ruleOf(row));
  return {
    score: (template, _part, row) => (has(template, row) ? 1 : 0),
    propose({ origin, parents, rows: shown }) {
      const templates = parents.map(({ proposal }) => proposal.prompt_template);
      const words = new Set(templates.join(' ').split(' '));
      const missing = shown.map(ruleOf).find((rule) => !words.has(rule));
      if (origin === 'merge') return [...words].join(' ');
      const [base = '', ...rules] = [...words, ...(missing === undefined ? [] : [missing])];
      return [base, ...rules.slice(-most)].join(' ');
    },
  };
}

const search = (seed = 1, steps = 30) => setupOf('base', { seed, steps, rows });

describe('gepa', () => {
  it('finds the rules that only the examples reveal', async () => {
    const ports = new SimulatedSearch(hiddenRules());
    const found = await gepa(search(), ports);
    expect(found).toMatchObject({ reason: 'full_score', score: 1 });
    expect(new Set(found.selected.proposal.prompt_template.split(' ')).size).toBe(RULES + 1);
  });

  it('shows the proposer training rows alone, five at a time, at least one of which the parent fails on', async () => {
    const ports = new SimulatedSearch(hiddenRules());
    await gepa(search(), ports);
    for (const { origin, parents, rows: shown } of ports.asks) {
      expect(shown).toHaveLength(MINIBATCH);
      expect(Math.max(...shown)).toBeLessThan(rows.training);
      const templates = parents.map(({ proposal }) => proposal.prompt_template.split(' '));
      if (origin === 'reflection') expect(shown.some((row) => !templates[0]?.includes(ruleOf(row)))).toBe(true);
    }
  });

  it('runs a candidate that does no better on its minibatch on nothing else', async () => {
    let calls = 0;
    const ports = new SimulatedSearch({ score: () => 0.5, propose: () => `candidate ${(calls += 1)}` });
    const found = await gepa(search(1, 8), ports);
    expect(found).toMatchObject({ reason: 'steps', candidates: 9, score: 0.5 });
    expect(found.selected.index).toBe(0);
    expect(ports.paid).toEqual({ training: 32 + 8 * MINIBATCH, selection: 30 });
    expect(ports.decisions.slice(1).every((decision) => decision?.isAccepted === false)).toBe(true);
    expect(ports.decisions[1]?.reason).toBe('it scored no more than its parent: 2.5 on 5 training rows, where step 0 had 2.5');
  });

  it('merges two candidates of the front, of which neither comes from the other', async () => {
    const ports = new SimulatedSearch(hiddenRules(2));
    await gepa(search(), ports);
    const merge = ports.asks.find(({ origin }) => origin === 'merge');
    expect(merge).toBeDefined();
    const [one, other] = merge?.parents ?? [];
    expect(one?.parents).not.toContain(other?.index);
    expect(other?.parents).not.toContain(one?.index);
  });

  it('is the same again with the same seed and the same answers', async () => {
    const run = async () => {
      const ports = new SimulatedSearch(hiddenRules());
      return { ...(await gepa(search(7), ports)), asks: ports.asks.map(({ rows: shown }) => shown) };
    };
    expect(await run()).toEqual(await run());
  });

  it('counts useless answers, and ends after three in a row', async () => {
    const ports = new SimulatedSearch({ score: () => 0, propose: () => ({ unusable: 'nonsense' }) });
    expect(await gepa(search(), ports)).toMatchObject({ reason: 'proposer', unusable: 3, candidates: 1 });
  });

  it('goes on after a useless answer', async () => {
    let calls = 0;
    const propose = () => ((calls += 1) % 3 === 0 ? `candidate ${calls}` : { unusable: 'nonsense' });
    const ports = new SimulatedSearch({ score: () => 0, propose });
    expect(await gepa(search(1, 4), ports)).toMatchObject({ reason: 'steps', unusable: 8, candidates: 5 });
  });

  it('ends where twenty candidates in a row were refused', async () => {
    let calls = 0;
    const ports = new SimulatedSearch({ score: () => 0, propose: () => `candidate ${(calls += 1)}` });
    expect(await gepa(search(1, 100), ports)).toMatchObject({ reason: 'no_progress', candidates: 21 });
  });

  it('ends before a candidate that its budget has no room for', async () => {
    let calls = 0;
    const ports = new SimulatedSearch({ score: () => 0, propose: () => `candidate ${(calls += 1)}` }, 120);
    const { reason } = await gepa(search(1, 100), ports);
    expect(reason).toBe('budget');
    expect(ports.paid.training + ports.paid.selection).toBeLessThanOrEqual(120);
  });

  it('ends where no training row has anything to teach', async () => {
    const ports = new SimulatedSearch({ score: (_template, part) => (part === 'training' ? 1 : 0), propose: () => 'x' });
    expect(await gepa(search(), ports)).toMatchObject({ reason: 'nothing_to_learn', candidates: 1 });
  });

  it('counts a row without a score as 0', async () => {
    const ports = new SimulatedSearch({ score: (_template, _part, row) => (row % 2 === 0 ? null : 1), propose: () => 'x' });
    expect(await gepa(search(1, 1), ports)).toMatchObject({ score: 0.5 });
  });
});
