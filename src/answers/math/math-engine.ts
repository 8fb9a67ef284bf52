import { type BigDecimal, ComputeEngine, type Expression, type Scope } from '@cortex-js/compute-engine';
import type { Tokens } from './answer-shape.ts';

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

const INVERSES = /\\(sin|cos|tan|cot|sec|csc)\^\{-1\}/gu;

/** Letters that are functions or constants to the engine, and unknowns to who writes an answer. */
const RESERVED = /^(?:[A-Z]|\\[gG]amma|\\beta|\\zeta)$/u;

/** The LaTeX that the engine reads as people mean it; null where it is not clear what they mean (`1/2x`, `1 2`, a stray point). */
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

/** What may be evaluated: all else (assignments, derivatives, text, what was not understood) is compared as it is written only. */
const FUNCTIONS: ReadonlySet<unknown> = new Set([
  ...['InvisibleOperator', 'Delimiter', 'Subscript', 'Tuple', 'Limits', 'List', 'Matrix', 'Determinant'],
  ...['Add', 'Subtract', 'Negate', 'Multiply', 'Divide', 'Rational', 'Power', 'Square', 'Sqrt', 'Root', 'Half'],
  ...['Exp', 'Ln', 'Log', 'Lb', 'Abs', 'Floor', 'Ceil', 'Factorial', 'Binomial', 'Choose', 'Max', 'Min', 'GCD', 'LCM'],
  ...['Sum', 'Product', 'Complex', 'Real', 'Imaginary', 'Degrees', 'Sin', 'Cos', 'Tan', 'Cot', 'Sec', 'Csc'],
  ...['Arcsin', 'Arccos', 'Arctan', 'Arccot', 'Arcsec', 'Arccsc', 'Sinh', 'Cosh', 'Tanh', 'Zeta'],
]);

/** Whether this MathJSON has only numbers, symbols and functions that may be evaluated. */
function isKnown(json: unknown): boolean {
  if (typeof json === 'number') return true;
  if (typeof json === 'string') return !json.startsWith("'") && json !== 'Undefined' && json !== 'NaN' && json !== 'Nothing';
  if (!Array.isArray(json)) return typeof json === 'object' && json !== null && 'num' in json;
  const [name, ...operands] = json as unknown[];
  return FUNCTIONS.has(name) && operands.every(isKnown);
}

/** Whether a function of this name stands in the MathJSON, or a symbol of this name. */
export function mentions(json: unknown, names: ReadonlySet<string>): boolean {
  if (typeof json === 'string') return names.has(json);
  return Array.isArray(json) && (json as unknown[]).some((part) => mentions(part, names));
}
