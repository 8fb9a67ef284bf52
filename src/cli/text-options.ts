import { InvalidArgumentError } from 'commander';

/** Reads a text that says something. */
export function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return value;
}

/** Reads names, separated by commas, into those that came before; none twice. */
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
