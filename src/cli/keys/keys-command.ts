import { type Command, Option } from 'commander';
import { SCOPES } from '../../config/scope.ts';
import type { AddKeyOptions, KeysPlace, ListKeysOptions } from './keys-action.ts';
import { expiry, keyName } from './key-arguments.ts';

const MORE_HELP = `
Keys say who may use a server: read looks, run also starts and adds, admin also deletes. Only their hashes are kept, in keys.json of the storage
folder, in ASSAY_KEYS_FILE, or else in the database of ASSAY_DATABASE_URL. No server is needed; one that runs sees a change within a second, and ends the streams of a revoked key within 20.

Example:
  assay keys add ci --scope run --expires 90d
  assay keys list
  assay keys revoke ci

Exit codes: 0 done, 1 the file or the database can't be used, or there is such a name already, or none, 2 wrong options.`;

const LAST_USE_HELP = `
A server writes down once a minute when keys were used, so a use is shown up to a minute later.`;

/** `assay keys`, with the commands `add`, `list` and `revoke`. */
export function addKeysCommand(program: Command): void {
  const keys = program
    .command('keys')
    .description('make, list and revoke the keys that a server asks for')
    .addHelpText('after', MORE_HELP);
  addAdd(keys);
  addList(keys);
  addRevoke(keys);
}

function addAdd(keys: Command): void {
  const command = keys
    .command('add')
    .description('make a key and print it, this once, to standard output')
    .argument('<name>', 'what it is called, such as who or what uses it', keyName)
    .addOption(new Option('--scope <scope>', 'what it may do').choices(SCOPES).makeOptionMandatory())
    .option('--expires <when>', 'when it ends: 12h, 90d, 8w, 1y, a date such as 2027-01-31, or never', expiry, null);
  addPlace(command).action(async (name: string, options: AddKeyOptions) => {
    const { addKeyAction } = await import('./keys-action.ts');
    await addKeyAction(name, options);
  });
}

function addList(keys: Command): void {
  const command = keys
    .command('list')
    .description('list all keys, with when each was last used, but not the keys themselves')
    .addHelpText('after', LAST_USE_HELP)
    .addOption(new Option('--format <name>', 'format of the list').choices(['table', 'json']).default('table'));
  addPlace(command).action(async (options: ListKeysOptions) => {
    const { listKeysAction } = await import('./keys-action.ts');
    await listKeysAction(options);
  });
}

function addRevoke(keys: Command): void {
  const command = keys
    .command('revoke')
    .description('end a key, with the sessions and streams that were opened by it')
    .argument('<key-name>', 'what it is called');
  addPlace(command).action(async (name: string, options: KeysPlace) => {
    const { revokeKeyAction } = await import('./keys-action.ts');
    await revokeKeyAction(name, options);
  });
}

function addPlace(command: Command): Command {
  return command
    .option('--storage <dir>', 'folder whose keys.json holds the keys (default: as for assay serve)')
    .allowExcessArguments(false);
}
