import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsInt, Max, Min, registerDecorator } from 'class-validator';

/** The schema of a whole number of 0 or more. */
export function count(description: string, example: number): ApiPropertyOptions {
  return { description, type: 'integer', minimum: 0, example };
}

/** The schema of a number or `null`. */
export function maybeNumber(description: string, example: number | null): ApiPropertyOptions {
  return { description, type: 'number', nullable: true, example };
}

/** The schema of a lower and an upper bound, or `null`. */
export function maybeInterval(description: string, example: readonly [number, number] | null): ApiPropertyOptions {
  return { description, type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2, nullable: true, example };
}

/** Bounds that are excluded themselves. */
export interface NumberBounds {
  readonly above: number;
  /** Default: none. */
  readonly below?: number;
}

/** The schema of a number between two bounds, as OpenAPI 3.1 writes them; the types of the library know 3.0 only. */
export function numberWithin({ above, below }: NumberBounds): ApiPropertyOptions {
  const bounds = { exclusiveMinimum: above, ...(below === undefined ? {} : { exclusiveMaximum: below }) };
  return { type: 'number', ...bounds } as unknown as ApiPropertyOptions;
}

/** Checks that a field is a finite number between two bounds. */
export function IsNumberWithin({ above, below = Infinity }: NumberBounds): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isNumberWithin',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > above && value < below,
        defaultMessage: () => `must be a number above ${above}${below === Infinity ? '' : ` and below ${below}`}`,
      },
    });
  };
}

/** A field that is the level of significance: intervals have the level 1 − alpha. */
export function AlphaField(description: string): PropertyDecorator {
  const bounds = { above: 0, below: 1 };
  const schema = { description, ...numberWithin(bounds), default: 0.05, example: 0.05 } as ApiPropertyOptions;
  return applyDecorators(ApiPropertyOptional(schema), IsNumberWithin(bounds));
}

/** A field that is the seed of random draws. */
export function SeedField(description: string): PropertyDecorator {
  const maximum = Number.MAX_SAFE_INTEGER;
  const message = 'must be an integer of 0 or more';
  return applyDecorators(
    ApiPropertyOptional({ description, type: 'integer', minimum: 0, maximum, default: 0, example: 0 }),
    IsInt({ message }),
    Min(0, { message }),
    Max(maximum, { message: `must be at most ${maximum}` }),
  );
}
