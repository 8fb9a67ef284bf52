import { fraction, type Fraction } from './fraction.ts';

export type Operator = '+' | '−' | '×' | '÷' | '^';

/** Why something has no answer here; the message ends a sentence that begins with "It can't be computed:". */
export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

/** A result may have this many digits, above and below the fraction line. */
const MOST_DIGITS = 200;

const LARGEST = 10n ** BigInt(MOST_DIGITS);

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

/** The exact result. Throws an `ArithmeticError` where there is none, or none of bearable size. */
export function operation(operator: Operator, left: Fraction, right: Fraction): Fraction {
  return ofBearableSize(outcome(operator, left, right));
}

function ofBearableSize(value: Fraction): Fraction {
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
