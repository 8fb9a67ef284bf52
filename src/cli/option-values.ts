import { InvalidArgumentError } from 'commander';
import type { BudgetFields } from '../domain/search-fields.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';

/** Reads a text that is not blank. */
export function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return value;
}

/** Reads names separated by commas and adds them to `previous`; throws if one is there twice. */
export function names(value: string, previous: readonly string[] = []): readonly string[] {
  const added = value.split(',').map((name) => name.trim());
  if (added.includes('')) throw new InvalidArgumentError('It must be a name, or names with commas between them.');
  const all = [...previous, ...added];
  const twice = all.find((name, index) => all.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is there twice.`);
  return all;
}

/** Reads the address of a server. */
export function serverUrl(value: string): string {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('It must be an address such as http://localhost:8080.');

  return value;
}

/** Reads a whole number of at least `minimum`. */
export function integerFrom(minimum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : NaN;
    if (!(value >= minimum)) throw new InvalidArgumentError(`It must be a whole number of at least ${String(minimum)}.`);
    return value;
  };
}

const DECIMAL = /^(\d{1,15}(\.\d+)?|\.\d+)$/;

/** Reads a number above 0. */
export function amount(text: string): number {
  const value = DECIMAL.test(text.trim()) ? Number(text) : NaN;
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0, such as 2.5.');
  return value;
}

/** Reads a count, or a share between 0 and 1. */
export function countOrShare(text: string): number {
  const value = DECIMAL.test(text.trim()) ? Number(text) : NaN;
  if (!(value < 1 || Number.isInteger(value)))
    throw new InvalidArgumentError('It must be a whole number, or a share above 0 and below 1, such as 0.1.');
  return value;
}

/** Reads one of some names. */
export function choiceOf(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    throw new InvalidArgumentError(`It must be ${choices.join(' or ')}.`);
  };
}

/** Reads a share between 0 and 1, both excluded, or else a name. */
export function nameOrShare(value: string): string | number {
  if (!/^[-+.\d]/.test(value.trim())) return text(value);
  const part = DECIMAL.test(value.trim()) ? Number(value) : NaN;
  if (!(part > 0 && part < 1))
    throw new InvalidArgumentError('It must be the name of a dataset, or a share above 0 and below 1, such as 0.3.');
  return part;
}

/** Reads `trials=<n>` or `cost_usd=<dollars>`, and adds it to `previous`. */
export function budget(value: string, previous: BudgetFields = {}): BudgetFields {
  const [, name, most = ''] = /^(trials|cost_usd)=(.*)$/s.exec(value.trim()) ?? [];
  if (name === 'trials') return { ...previous, trials: integerFrom(1)(most) };
  if (name === 'cost_usd') return { ...previous, cost_usd: amount(most) };
  throw new InvalidArgumentError('It must be trials=<n>, such as trials=2000, or cost_usd=<dollars>.');
}

/** Reads a share, from 0 to 1. */
export function share(text: string): number {
  const value = /^(0|1)?(\.\d+)?$/.test(text) && text !== '' ? Number(text) : NaN;
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.8.');
  return value;
}

/** Reads a number between 0 and 1, both excluded. */
export function between0And1(value: string): number {
  const number = positive(value);
  if (number >= 1) throw new InvalidArgumentError('It must be a number between 0 and 1, such as 0.05.');
  return number;
}

/** Reads a number above 0. */
export function positive(value: string): number {
  const number = /^\d*\.?\d+(e-?\d+)?$/i.test(value.trim()) ? Number(value) : NaN;
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number above 0, such as 0.02.');
  return number;
}

/** Reads `key=value` or a JSON object and adds it to `previous`. A value that is not JSON is taken as text. */
export function generation(text: string, previous: JsonObject = {}): JsonObject {
  return { ...previous, ...(text.trimStart().startsWith('{') ? jsonObject(text) : pair(text)) };
}

function jsonObject(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch (error) {
    throw new InvalidArgumentError(`It is no JSON object: ${(error as Error).message}.`);
  }
}

function pair(text: string): JsonObject {
  const [, key, value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('It must be key=value, such as temperature=0, or a JSON object.');
  return { [key]: jsonOrText(value) };
}

function jsonOrText(value: string): JsonValue {
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
