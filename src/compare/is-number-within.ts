import { registerDecorator } from 'class-validator';

/** What a number may be; `above` and `below` leave the bound itself out. */
export interface NumberBounds {
  readonly above: number;
  readonly below?: number;
}

/** Checks that a field is a finite number between two bounds, both excluded. */
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
