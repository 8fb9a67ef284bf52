/** Something that the server should not have done, and how to see it again. */
export interface Fault {
  readonly kind: string;
  /** Of the request or the input within its kind. */
  readonly number: number;
  readonly what: string;
  /** What was sent, cut to a readable length. */
  readonly sent: string;
}

interface Count {
  tried: number;
  fine: number;
  readonly refused: Map<string, number>;
}

const SHOWN_CHARACTERS = 1_500;

/** Counts what was tried and how it was answered, by kind. */
export class Tally {
  readonly faults: Fault[] = [];
  /** What is being tried. */
  latest: Pick<Fault, 'kind' | 'number'> = { kind: 'requests', number: 0 };
  readonly #counts = new Map<string, Count>();

  /** `answer` is `2xx`, or how it was refused: a status, or the name of an error. */
  add(kind: string, answer: string): void {
    const count = this.#counts.get(kind) ?? { tried: 0, fine: 0, refused: new Map<string, number>() };
    this.#counts.set(kind, count);
    count.tried += 1;
    if (answer === '2xx') count.fine += 1;
    else count.refused.set(answer, (count.refused.get(answer) ?? 0) + 1);
  }

  addFault(fault: Fault): void {
    this.faults.push({ ...fault, sent: fault.sent.slice(0, SHOWN_CHARACTERS) });
  }

  /** How many of a kind were answered with a 2xx. */
  fine(kind: string): number {
    return this.#counts.get(kind)?.fine ?? 0;
  }

  /** In Markdown. */
  table(): string {
    const rows = [...this.#counts].map(([kind, { tried, fine, refused }]) => {
      const faults = this.faults.filter((fault) => fault.kind === kind).length;
      const answers = [...refused].sort().map(([answer, count]) => `${answer}: ${count}`);
      return `| ${[kind, tried, fine, answers.join(', '), faults].join(' | ')} |`;
    });
    return ['| kind | tried | 2xx | others | faults |', '| --- | --: | --: | --- | --: |', ...rows].join('\n');
  }
}
