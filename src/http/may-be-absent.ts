import { ValidateIf } from 'class-validator';

/** Checks a field only where it is there; `null` is there. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
