import { registerDecorator } from 'class-validator';

/** Checks that a field is an array of at least one string, none empty and none twice. */
export function IsStringSet(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isStringSet',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => faultOf(value) === undefined,
        defaultMessage: (args) => faultOf(args?.value) ?? '',
      },
    });
  };
}

function faultOf(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'must be an array of at least one non-empty string';

  const items: readonly unknown[] = value;
  const empty = items.findIndex((item) => typeof item !== 'string' || item === '');
  if (empty >= 0) return `[${empty}] must be a non-empty string`;

  const twice = items.findIndex((item, index) => items.indexOf(item) < index);
  return twice >= 0 ? `[${twice}] is there already: ${JSON.stringify(items[twice])}` : undefined;
}
