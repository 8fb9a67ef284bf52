import { join } from 'node:path';
import { AssayError } from '../domain/errors.ts';
import { EXIT } from './exit-code.ts';
import { initProjects } from './init-projects.ts';
import { nextCommands } from './starter-files.ts';

/** Runs `assay init`, and leaves the exit code to the process. */
export async function init(root: string, name: string): Promise<void> {
  try {
    const { written, kept } = await initProjects(root, name);
    const lines = [
      ...written.map((path) => `wrote  ${join(root, path)}`),
      ...kept.map((path) => `kept   ${join(root, path)}`),
      '',
      'Next:',
      ...nextCommands(root, name).map((command) => `  ${command}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!(error instanceof AssayError) && code === undefined) throw error;
    console.error(`error: ${(error as Error).message}`);
    process.exitCode = error instanceof AssayError ? EXIT.unusable : EXIT.failed;
  }
}
