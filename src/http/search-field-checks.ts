import { registerDecorator } from 'class-validator';

/** Checks that a field is one of some texts. */
export function IsChoice(choices: readonly string[]): PropertyDecorator {
  const message = `must be ${choices.map((choice) => JSON.stringify(choice)).join(' or ')}`;
  return checkOf('isChoice', (value) => typeof value === 'string' && choices.includes(value), message);
}

/** Checks that a field is a name, or a share between 0 and 1. */
export function IsNameOrShare(): PropertyDecorator {
  const message = 'must be the name of a dataset, or a share of the rows above 0 and below 1, such as 0.3';
  return checkOf('isNameOrShare', isNameOrShare, message);
}

/** Checks that a field is an object with a count of trials, a number of US dollars, or both. */
export function IsBudget(): PropertyDecorator {
  const message = 'must have "trials", an integer of 1 or more, or "cost_usd", a number above 0, or both, and nothing else';
  return checkOf('isBudget', isBudget, message);
}

function checkOf(name: string, validate: (value: unknown) => boolean, message: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      validator: { validate, defaultMessage: () => message },
    });
  };
}

const LONGEST_NAME = 1000;

function isNameOrShare(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value.length <= LONGEST_NAME;
  return typeof value === 'number' && value > 0 && value < 1;
}

function isBudget(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { trials, cost_usd: cost, ...others } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0 || (trials === undefined && cost === undefined)) return false;
  const areTrials = trials === undefined || (Number.isSafeInteger(trials) && (trials as number) >= 1);
  return areTrials && (cost === undefined || (Number.isFinite(cost) && (cost as number) > 0));
}
