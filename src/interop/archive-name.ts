import { ImportFaultError } from './import-fault.error.ts';

const MOST_NAME = 1_024;

/** The name of a file in an archive. Throws an `ImportFaultError` for one that leads out of it, or is no name. */
export function checkedName(name: string): string {
  const isOutside = name.startsWith('/') || /^[a-z]:/i.test(name) || name.split(/[/\\]/).includes('..');
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
  if (isOutside) throw new ImportFaultError('', `has a file whose name leads out of the archive: ${shown}`);
  if (name === '' || name.length > MOST_NAME || /\p{Cc}/u.test(name))
    throw new ImportFaultError('', `has a file whose name can’t be used: ${shown}`);
  return name.replace(/^(\.\/)+/, '');
}
