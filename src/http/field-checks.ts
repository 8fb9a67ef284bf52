import { registerDecorator, ValidateIf } from 'class-validator';

const MAX_TEXT_LENGTH = 1000;

/** Checks that a field is a string of 1 to 1000 characters. */
export function IsText(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isText',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_LENGTH,
        defaultMessage: () => `must be a non-empty string of at most ${MAX_TEXT_LENGTH} characters`,
      },
    });
  };
}

/** Checks that a field is an integer of `minimum` or more, small enough for every JSON reader to hold exactly. */
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

/** Checks that a field is a number above 0. */
export function IsAmount(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isAmount',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => Number.isFinite(value) && (value as number) > 0,
        defaultMessage: () => 'must be a number above 0',
      },
    });
  };
}

/** Checks that a field is a count, or a share between 0 and 1. */
export function IsCountOrShare(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isCountOrShare',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => isCountOrShare(value),
        defaultMessage: () => 'must be a whole number, or a share above 0 and below 1, such as 0.1',
      },
    });
  };
}

function isCountOrShare(value: unknown): boolean {
  if (typeof value !== 'number' || value < 0) return false;
  return value < 1 || Number.isSafeInteger(value);
}

export interface StringSetBounds {
  /** Whether an array of no strings is valid. Default: false. */
  readonly mayBeEmpty?: boolean;
  /** The most characters that a string may have. Default: any number. */
  readonly longest?: number;
}

/** Checks that a field is an array of strings, none of them empty or repeated. */
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

/** Skips the other checks of a field that is absent; `null` counts as present. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
