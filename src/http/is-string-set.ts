import { registerDecorator } from 'class-validator';

export interface StringSetBounds {
  /** Whether an array of no strings is valid. Default: false. */
  readonly mayBeEmpty?: boolean;
  /** The most characters that one of them may have. Default: any number. */
  readonly longest?: number;
}

/** Checks that a field is an array of strings, none empty and none twice. */
export function IsStringSet(bounds: StringSetBounds = {}): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isStringSet',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => faultOf(value, bounds) === undefined,
        defaultMessage: (args) => faultOf(args?.value, bounds) ?? '',
      },
    });
  };
}

function faultOf(value: unknown, { mayBeEmpty = false, longest = Infinity }: StringSetBounds): string | undefined {
  if (!Array.isArray(value) || (value.length === 0 && !mayBeEmpty))
    return mayBeEmpty ? 'must be an array of strings' : 'must be an array of at least one non-empty string';

  const items: readonly unknown[] = value;
  const odd = items.findIndex((item) => typeof item !== 'string' || item === '' || item.length > longest);
  if (odd >= 0) return `[${odd}] must be a non-empty string${longest === Infinity ? '' : ` of at most ${longest} characters`}`;

  const seen = new Set<unknown>();
  const twice = items.findIndex((item) => seen.size === seen.add(item).size);
  return twice >= 0 ? `[${twice}] is there already: ${JSON.stringify(items[twice])}` : undefined;
}
