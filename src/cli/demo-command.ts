import type { Command } from 'commander';
import type { DemoOptions } from './demo.ts';

/** `assay demo`. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('start the server over the bundled samples and let it evaluate two prompts, without a key or a network')
    .option('--host <name>', 'address to listen on')
    .option('--port <number>', 'port to listen on, 0 for a free one')
    .option('--exit', 'stop when the results are shown, instead of keeping the server up')
    .allowExcessArguments(false)
    .action(async (options: DemoOptions) => {
      const { demo } = await import('./demo.ts');
      await demo(options);
    });
}
