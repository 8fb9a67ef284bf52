import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import { environment } from '../config/config.ts';

/** The key of the command that runs now: a process runs one. */
let fromFile: string | undefined;

/** The key that the commands show to a server: of `--api-key-file`, or else of `ASSAY_API_KEY`. */
export function clientKey(): string | undefined {
  const given = fromFile ?? environment['ASSAY_API_KEY']?.trim();
  return given === '' ? undefined : given;
}

/** `--api-key-file`, for every command with `--server`. A key itself is no option: other users of the machine would see it. */
export function apiKeyOption(): Option {
  return new Option('--api-key-file <file>', 'file with the key for the server (default: ASSAY_API_KEY)').argParser(
    (path: string) => {
      fromFile = keyIn(path);
      return path;
    },
  );
}

function keyIn(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch {
    throw new InvalidArgumentError('It can’t be read.');
  }
  if (!/^[!-~]+$/.test(text)) throw new InvalidArgumentError('It must hold one key and nothing else.');
  return text;
}
