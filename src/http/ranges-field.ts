import type { ApiPropertyOptions } from '@nestjs/swagger';
import { registerDecorator } from 'class-validator';

/** The schema of a lowest and a highest score for each of some metrics. */
export function rangesSchema(): ApiPropertyOptions {
  const ends = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } as const;
  return { type: 'object', additionalProperties: ends };
}

/** Checks that a field holds a lowest and a higher highest score for each of some metrics, one at least. */
export function AreRanges(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'areRanges',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isRange),
        defaultMessage: () =>
          'must have two numbers for each metric, the lowest and the highest score, such as {"stars": [1, 5]}',
      },
    });
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return false;
  const [lowest, highest] = value as [number, number];
  return lowest < highest;
}
