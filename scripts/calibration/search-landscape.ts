import { normalQuantile } from '../../src/statistics/distributions/normal.ts';
import { fnv1a, type RandomStream, randomStream } from '../../src/statistics/random.ts';
import { setupOf, SimulatedSearch, type SimulatedWorld } from '../../src/search/simulated-search.fixture.ts';
import type { HeldOutScores } from '../../src/search/held-out-test.ts';
import type { SearchPorts, SearchResult, SearchSetup } from '../../src/search/search-ports.ts';
import { normal } from './draws.ts';

/** The luck of a template on a row, beside the difficulty that all share: two equally good ones differ on .34 of the rows. */
const LUCK = 1.06;

/** The baseline's share of right answers. */
export const BASELINE = 0.6;

const BASELINE_TEMPLATE = 'template 0';

export type Algorithm = (setup: SearchSetup, ports: SearchPorts) => Promise<SearchResult>;

type Part = 'training' | 'selection' | 'holdout';

/** Right or wrong answers of templates whose true shares of right answers are known. */
export class Landscape implements SimulatedWorld {
  readonly shares = new Map<string, number>();
  readonly #seed: number;
  readonly #rows: Readonly<Record<Part, number>>;
  readonly #ease = new Map<Part, Float64Array>();
  readonly #answers = new Map<string, Uint8Array>();
  readonly #shareOf: (candidate: number) => number;

  /** `shareOf` tells the true share of each candidate, in the order in which they are proposed. */
  constructor(seed: number, rows: Readonly<Record<Part, number>>, shareOf: (candidate: number) => number) {
    this.#seed = seed;
    this.#rows = rows;
    this.#shareOf = shareOf;
    this.shares.set(BASELINE_TEMPLATE, BASELINE);
  }

  propose(): string {
    const candidate = this.shares.size;
    const template = `template ${candidate}`;
    this.shares.set(template, this.#shareOf(candidate));
    return template;
  }

  demonstrate(): string {
    return this.propose();
  }

  score(template: string, part: Part, row: number): number {
    return this.#answersOf(template, part)[row] ?? 0;
  }

  heldOut(best: string): readonly HeldOutScores[] {
    return Array.from({ length: this.#rows.holdout }, (_, row) => ({
      id: `row ${String(row).padStart(4, '0')}`,
      best: this.score(best, 'holdout', row),
      baseline: this.score(BASELINE_TEMPLATE, 'holdout', row),
    }));
  }

  #answersOf(template: string, part: Part): Uint8Array {
    const key = `${part} of ${template}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const random = this.#stream(key);
    const bound = normalQuantile(this.shares.get(template) ?? BASELINE) * Math.sqrt(1 + LUCK * LUCK);
    const answers = Uint8Array.from(this.#easeOf(part), (ease) => (ease + LUCK * normal(random) < bound ? 1 : 0));
    this.#answers.set(key, answers);
    return answers;
  }

  #easeOf(part: Part): Float64Array {
    const known = this.#ease.get(part);
    if (known !== undefined) return known;
    const random = this.#stream(part);
    const ease = Float64Array.from({ length: this.#rows[part] }, () => normal(random));
    this.#ease.set(part, ease);
    return ease;
  }

  #stream(what: string): RandomStream {
    return randomStream(fnv1a(`${this.#seed} ${what}`));
  }
}

/** Lets an algorithm try twenty candidates. */
export async function searched(
  world: SimulatedWorld,
  algorithm: Algorithm,
  {
    seed,
    rows,
    steps = 20,
    baseline = BASELINE_TEMPLATE,
  }: Pick<SearchSetup, 'seed' | 'rows'> & { steps?: number; baseline?: string },
) {
  const ports = new SimulatedSearch(world);
  const found = await algorithm(setupOf(baseline, { seed, steps, rows }), ports);
  return { ...found, template: found.selected.proposal.prompt_template, paid: ports.paid };
}
