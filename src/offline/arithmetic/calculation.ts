import { fraction, type Fraction, fractionText } from './fraction.ts';
import { ArithmeticError, operation, type Operator } from './operation.ts';
import type { Token } from './token.ts';

/** `precedence` is what one learns at school; `left_to_right` is what a cheap pocket calculator does with the keys as they come. */
export type Order = 'precedence' | 'left_to_right';

export interface Calculation {
  readonly value: Fraction;
  /** `5 × 3 = 15`, one for each operation, in the order in which they were done. */
  readonly steps: readonly string[];
}

type Pending = Operator | 'negative' | 'open';

const HUNDRED = fraction(100n);

const SCHOOL: Readonly<Record<Pending, number>> = { open: 0, '+': 1, '−': 1, '×': 2, '÷': 2, negative: 3, '^': 4 };

const KEYS: Readonly<Record<Pending, number>> = { open: 0, '+': 1, '−': 1, '×': 1, '÷': 1, '^': 1, negative: 2 };

/** The shunting yard (Dijkstra 1961): what waits is done as soon as nothing that binds more closely can follow. */
class Calculator {
  readonly #strength: Readonly<Record<Pending, number>>;
  readonly #values: Fraction[] = [];
  readonly #pending: Pending[] = [];
  readonly #steps: string[] = [];

  constructor(order: Order) {
    this.#strength = order === 'precedence' ? SCHOOL : KEYS;
  }

  take(token: Token): void {
    switch (token.kind) {
      case 'number':
        this.#values.push(token.value);
        return;
      case 'open':
      case 'negative':
        this.#pending.push(token.kind);
        return;
      case 'percent':
        return this.#takePercent();
      case 'close':
        this.#reduce(() => false);
        this.#pending.pop();
        return;
      case 'operator':
        return this.#takeOperator(token.operator);
    }
  }

  result(): Calculation {
    this.#reduce(() => false);
    return { value: this.#pop(), steps: this.#steps };
  }

  #takePercent(): void {
    const share = this.#pop();
    const value = operation('÷', share, HUNDRED);
    this.#steps.push(`${operandText(share)}% = ${fractionText(value)}`);
    this.#values.push(value);
  }

  #takeOperator(operator: Operator): void {
    const strength = this.#strength[operator];
    // 2^3^2 is 2^(3^2).
    const fromTheRight = operator === '^' && this.#strength === SCHOOL;
    this.#reduce((waiting) => this.#strength[waiting] < strength || (fromTheRight && this.#strength[waiting] === strength));
    this.#pending.push(operator);
  }

  /** Does what waits, the last first, up to a parenthesis or to what may go on waiting. */
  #reduce(mayWait: (waiting: Pending) => boolean): void {
    for (let waiting = this.#pending.at(-1); waiting !== undefined; waiting = this.#pending.at(-1)) {
      if (waiting === 'open' || mayWait(waiting)) return;
      this.#pending.pop();
      if (waiting === 'negative') this.#negate();
      else this.#operate(waiting);
    }
  }

  #negate(): void {
    const { numerator, denominator } = this.#pop();
    this.#values.push({ numerator: -numerator, denominator });
  }

  #operate(operator: Operator): void {
    const right = this.#pop();
    const left = this.#pop();
    const value = operation(operator, left, right);
    this.#steps.push(`${operandText(left)} ${operator} ${operandText(right)} = ${fractionText(value)}`);
    this.#values.push(value);
  }

  #pop(): Fraction {
    const value = this.#values.pop();
    if (value === undefined) throw new ArithmeticError('a number is missing');
    return value;
  }
}

/**
 * Computes an expression exactly. From left to right there are no parentheses either: they are no keys of such a calculator.
 * Throws an `ArithmeticError` that says why there is no result.
 */
export function calculation(expression: readonly Token[], order: Order): Calculation {
  const calculator = new Calculator(order);
  for (const token of expression) {
    const isParenthesis = token.kind === 'open' || token.kind === 'close';
    if (order === 'precedence' || !isParenthesis) calculator.take(token);
  }
  return calculator.result();
}

function operandText(value: Fraction): string {
  const text = fractionText(value);
  return /[-/]/.test(text) ? `(${text})` : text;
}
