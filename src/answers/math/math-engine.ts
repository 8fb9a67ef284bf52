import { type BigDecimal, ComputeEngine, type Expression, type Scope } from '@cortex-js/compute-engine';
import type { Tokens } from './answer-shape.ts';
import { engineLatex } from './engine-latex.ts';
import { isKnown } from './known-functions.ts';

/** The digits reckoned with. */
export const DIGITS = 60;

/** The compute engine: about 100 MB and half a second to load, and some input keeps it busy for ever, so a worker's only. */
export class MathEngine {
  readonly #engine = new ComputeEngine();
  #scope: Scope;

  constructor() {
    this.#engine.precision = DIGITS;
    this.#scope = this.#engine.createScope();
  }

  /** Forgets what earlier answers told of their symbols. */
  renew(): void {
    this.#scope = this.#engine.createScope();
  }

  /** The expression; null where it is not understood whole. */
  read(tokens: Tokens): Expression | null {
    const latex = engineLatex(tokens);
    if (latex === null) return null;
    const raw = this.#engine.parse(latex, { form: 'raw', scope: this.#scope });
    if (!isKnown(raw.json)) return null;
    const expression = this.#engine.parse(latex, { scope: this.#scope });
    return expression.isValid ? expression : null;
  }

  difference(left: Expression, right: Expression): Expression {
    return this.#engine.function('Subtract', [left, right]);
  }

  decimal(value: string | number | BigDecimal): BigDecimal {
    return this.#engine.bignum(value);
  }

  number(decimal: string): Expression {
    return this.#engine.number(this.decimal(decimal));
  }

  /** What `work` gives when reckoning with so many digits. */
  withDigits<T>(digits: number, work: () => T): T {
    this.#engine.precision = digits;
    try {
      return work();
    } finally {
      this.#engine.precision = DIGITS;
    }
  }
}
