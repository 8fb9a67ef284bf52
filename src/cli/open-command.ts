import type { Command } from 'commander';
import { apiKeyOption } from './api-key.ts';
import { serverUrl, text } from './option-values.ts';
import type { OpenOptions } from './open-page.ts';

const MORE_HELP = `
The address is printed, so that it can be opened elsewhere too.

Examples:
  assay open
  assay open 7c9e6679-7425-40de-944b-e07fc1f90ae7 --server http://assay.example:8080

Exit codes: 0 printed, 1 no such job or run, or unusable server, 2 wrong options.`;

/** `assay open`. */
export function addOpenCommand(program: Command): void {
  program
    .command('open')
    .description('open the application in the browser, at a job or run')
    .argument('[id]', 'a job, a step of one, or an imported run (default: the list of all runs)', text)
    .option('--server <url>', 'the server (default: http://127.0.0.1:8080, or as ASSAY_HOST and ASSAY_PORT say)', serverUrl)
    .addOption(apiKeyOption())
    .option('--print', 'print the address and open nothing')
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action(async (id: string | undefined, options: OpenOptions) => {
      const { openPage } = await import('./open-page.ts');
      await openPage(id, options);
    });
}
