import { type Command, Option } from 'commander';
import type { Config } from '../config/config.ts';
import { apiKeyOption } from './api-key.ts';
import { localConfigOrExit } from './config-or-exit.ts';
import { failWith } from './exit-code.ts';
import { serverUrl } from './option-values.ts';
import { processTerminal, type Terminal, writeSentence } from './terminal.ts';

/** The options that say where to look. */
export interface PlaceOptions {
  readonly server?: string;
  readonly projectsRoot?: string;
  readonly storage?: string;
}

/** How what a command works with is opened: of a server, or in this process. */
export interface PlaceOf<Host> {
  readonly server: (url: string) => Promise<Host>;
  /** `onText` gets what the person who runs the command should know. */
  readonly local: (config: Config, onText: (text: string) => void) => Promise<Host>;
}

/** Where a command looks: on a server, or in folders of this machine. */
export function addPlace(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'ask this server').argParser(serverUrl).conflicts(['projectsRoot', 'storage']))
    .addOption(apiKeyOption())
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ holds the jobs (default: as for assay serve)')
    .option('--storage <dir>', 'folder of imported runs (default: as for assay serve)')
    .allowExcessArguments(false);
}

/**
 * Lets `act` work where the options say, prints the errors that the user should read, and sets the exit code of the process to the one
 * that `act` returns. A wrong configuration ends the process with 2.
 */
export async function inPlace<Host extends { close(): Promise<void> }>(
  { server, projectsRoot, storage }: PlaceOptions,
  open: PlaceOf<Host>,
  act: (host: Host, terminal: Terminal) => Promise<number>,
): Promise<void> {
  const terminal = processTerminal();
  let host: Host | undefined;
  try {
    host = await (server === undefined
      ? open.local(localConfigOrExit({ projectsRoot, storageDir: storage }), (text) => writeSentence(terminal, text))
      : open.server(server));
    process.exitCode = await act(host, terminal);
  } catch (error) {
    failWith(error, terminal);
  } finally {
    await host?.close();
  }
}
