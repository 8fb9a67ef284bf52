import { registerDecorator } from 'class-validator';

const LONGEST_NAME = 1_000;

/** Checks that a field is an array of strings of 1 to 1000 characters, none twice; it may be empty. */
export function IsNameList(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isNameList',
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
  if (!Array.isArray(value)) return 'must be an array of strings';
  const items: readonly unknown[] = value;
  const odd = items.findIndex((item) => typeof item !== 'string' || item === '' || item.length > LONGEST_NAME);
  if (odd >= 0) return `[${odd}] must be a non-empty string of at most ${LONGEST_NAME} characters`;
  const seen = new Set<unknown>();
  const twice = items.findIndex((item) => seen.size === seen.add(item).size);
  return twice >= 0 ? `[${twice}] is there already: ${JSON.stringify(items[twice])}` : undefined;
}
