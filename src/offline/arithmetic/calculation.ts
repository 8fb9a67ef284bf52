import type { Operator, Token } from './expression.ts';
import { fraction, type Fraction, fractionText } from './fraction.ts';

const HUNDRED = fraction(100n);
const SCHOOL: Readonly<Record<Pending, number>> = { open: 0, '+': 1, '−': 1, '×': 2, '÷': 2, negative: 3, '^': 4 };
const KEYS: Readonly<Record<Pending, number>> = { open: 0, '+': 1, '−': 1, '×': 1, '÷': 1, '^': 1, negative: 2 };

/** A result may have this many digits in its numerator, and in its denominator. */
const MOST_DIGITS = 200;
const LARGEST = 10n ** BigInt(MOST_DIGITS);

/** `precedence` is what is taught at school; `left_to_right` is what a cheap pocket calculator does. */
export type Order = 'precedence' | 'left_to_right';

export interface Calculation {
  readonly value: Fraction;
  /** One for each operation, in the order in which they were done: `5 × 3 = 15`. */
  readonly steps: readonly string[];
}

type Pending = Operator | 'negative' | 'open';

/** The shunting yard (Dijkstra 1961): an operation waits until nothing that binds more tightly can follow. */
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

  /** Does the waiting operations, the last first, up to a parenthesis or one that may go on waiting. */
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
 * Computes an expression exactly. From left to right, parentheses are ignored too: such a calculator has no keys for them. Throws
 * an `ArithmeticError` that says why there is no result.
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

/** Why there is no result; the message continues "It can't be computed:". */
export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

function quotient(left: Fraction, right: Fraction): Fraction {
  if (right.numerator === 0n) throw new ArithmeticError('it divides by zero');
  return fraction(left.numerator * right.denominator, left.denominator * right.numerator);
}

function power(base: Fraction, exponent: Fraction): Fraction {
  if (exponent.denominator !== 1n) throw new ArithmeticError('an exponent is no whole number');
  const size = exponent.numerator < 0n ? -exponent.numerator : exponent.numerator;
  const digits = Math.max(String(base.numerator).length, String(base.denominator).length);
  if (BigInt(digits) * size > 2 * MOST_DIGITS) throw new ArithmeticError(`a number has more than ${MOST_DIGITS} digits`);
  const raised = fraction(base.numerator ** size, base.denominator ** size);
  return exponent.numerator < 0n ? quotient(fraction(1n), raised) : raised;
}

/** The exact result. Throws an `ArithmeticError` if there is none, or it is too large. */
function operation(operator: Operator, left: Fraction, right: Fraction): Fraction {
  return checkedSize(outcome(operator, left, right));
}

function checkedSize(value: Fraction): Fraction {
  const { numerator, denominator } = value;
  if (numerator < LARGEST && -numerator < LARGEST && denominator < LARGEST) return value;
  throw new ArithmeticError(`a number has more than ${MOST_DIGITS} digits`);
}

function outcome(operator: Operator, left: Fraction, right: Fraction): Fraction {
  switch (operator) {
    case '+':
      return fraction(
        left.numerator * right.denominator + right.numerator * left.denominator,
        left.denominator * right.denominator,
      );
    case '−':
      return outcome('+', left, fraction(-right.numerator, right.denominator));
    case '×':
      return fraction(left.numerator * right.numerator, left.denominator * right.denominator);
    case '÷':
      return quotient(left, right);
    case '^':
      return power(left, right);
  }
}
