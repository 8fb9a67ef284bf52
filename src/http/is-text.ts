import { registerDecorator } from 'class-validator';

const MAX_LENGTH = 1000;

/** Checks that a field is a string of 1 to 1000 characters. */
export function IsText(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isText',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH,
        defaultMessage: () => `must be a non-empty string of at most ${MAX_LENGTH} characters`,
      },
    });
  };
}
