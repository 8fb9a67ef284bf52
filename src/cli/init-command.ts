import type { Command } from 'commander';

/** `assay init`. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('make a folder with a project that works at once; what is there already is kept')
    .argument('<dir>', 'the projects root, made if it is not there')
    .option('--name <project>', 'what to call the project', 'mood')
    .addHelpText('after', '\nExit codes: 0 made, 1 it could not be written, 2 the name can’t be used or is taken.')
    .allowExcessArguments(false)
    .action(async (dir: string, { name }: { readonly name: string }) => {
      const { init } = await import('./init.ts');
      await init(dir, name);
    });
}
