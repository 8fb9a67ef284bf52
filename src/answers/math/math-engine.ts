import { type BigDecimal, ComputeEngine, type Expression, type Scope } from '@cortex-js/compute-engine';
import type { Tokens } from './answer-shape.ts';

const INVERSES = /\\(sin|cos|tan|cot|sec|csc)\^\{-1\}/gu;
/** Letters that are functions or constants to the engine, but unknowns in an answer. */
const RESERVED = /^(?:[A-Z]|\\[gG]amma|\\beta|\\zeta)$/u;

/** What may be evaluated. Anything else (assignments, derivatives, text, what was not understood) is only compared as written. */
const FUNCTIONS: ReadonlySet<unknown> = new Set([
  ...['InvisibleOperator', 'Delimiter', 'Subscript', 'Tuple', 'Limits', 'List', 'Matrix', 'Determinant'],
  ...['Add', 'Subtract', 'Negate', 'Multiply', 'Divide', 'Rational', 'Power', 'Square', 'Sqrt', 'Root', 'Half'],
  ...['Exp', 'Ln', 'Log', 'Lb', 'Abs', 'Floor', 'Ceil', 'Factorial', 'Binomial', 'Choose', 'Max', 'Min', 'GCD', 'LCM'],
  ...['Sum', 'Product', 'Complex', 'Real', 'Imaginary', 'Degrees', 'Sin', 'Cos', 'Tan', 'Cot', 'Sec', 'Csc'],
  ...['Arcsin', 'Arccos', 'Arctan', 'Arccot', 'Arcsec', 'Arccsc', 'Sinh', 'Cosh', 'Tanh', 'Zeta'],
]);

/** How many digits are computed. */
export const DIGITS = 60;

/**
 * The compute engine. It takes about 100 MB and half a second to load, and some input keeps it busy for ever: use it only in a
 * worker.
 */
export class MathEngine {
  readonly #engine = new ComputeEngine();
  #scope: Scope;

  constructor() {
    this.#engine.precision = DIGITS;
    this.#scope = this.#engine.createScope();
  }

  /** Forgets what it learned about symbols from earlier answers. */
  renew(): void {
    this.#scope = this.#engine.createScope();
  }

  /** The expression; `null` unless all of it is understood. */
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

  /** The outcome of `work` when computing with this many digits. */
  withDigits<T>(digits: number, work: () => T): T {
    this.#engine.precision = digits;
    try {
      return work();
    } finally {
      this.#engine.precision = DIGITS;
    }
  }
}

/** LaTeX that the engine reads the way people mean it; `null` if it is unclear what they mean (`1/2x`, `1 2`, a stray point). */
function engineLatex(tokens: Tokens): string | null {
  if (tokens.length === 0 || tokens.some((token, at) => isUnclear(tokens, token, at))) return null;
  const written = tokens.map((token, at) =>
    RESERVED.test(token) && tokens[at + 1] !== '_' ? `X_{${token.replace('\\', '')}}` : token,
  );
  const text = written.reduce(
    (all, token) => (/\\[A-Za-z]+$/u.test(all) && /^[A-Za-z]/u.test(token) ? `${all} ${token}` : all + token),
    '',
  );
  return text.replace(INVERSES, '\\operatorname{arc$1}').replaceAll('^{\\circ}', '^\\circ ');
}

function isUnclear(tokens: Tokens, token: string, at: number): boolean {
  const [before = '', next = '', afterNext = ''] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
  if (token === '/') return /^\d/u.test(next) && /^(?:[A-Za-z(]|\\(?:pi|sqrt|frac|[a-z]{4,})$)/u.test(afterNext);
  if (/^[\d.]+$/u.test(token)) return token === '.' || /^\d/u.test(before);
  return /^[&;"#@`]$|^\\\\$/u.test(token) || (/^\d/u.test(before) && token === "'");
}

/** Whether this MathJSON consists of numbers, symbols and functions that may be evaluated. */
function isKnown(json: unknown): boolean {
  if (typeof json === 'number') return true;
  if (typeof json === 'string') return !json.startsWith("'") && json !== 'Undefined' && json !== 'NaN' && json !== 'Nothing';
  if (!Array.isArray(json)) return typeof json === 'object' && json !== null && 'num' in json;
  const [name, ...operands] = json as unknown[];
  return FUNCTIONS.has(name) && operands.every(isKnown);
}

/** Whether the MathJSON has a function or symbol with one of these names. */
export function mentions(json: unknown, names: ReadonlySet<string>): boolean {
  if (typeof json === 'string') return names.has(json);
  return Array.isArray(json) && (json as unknown[]).some((part) => mentions(part, names));
}
