import { registerDecorator } from 'class-validator';

/** Checks that a field is an integer of `minimum` or more that every JSON reader holds exactly. */
export function IsIntegerFrom(minimum: number): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isIntegerFrom',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= minimum,
        defaultMessage: () => `must be an integer of ${minimum} or more`,
      },
    });
  };
}
