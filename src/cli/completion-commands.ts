import { Argument, type Command } from 'commander';
import { COMPLETION_SCRIPTS, type Shell } from './completion-scripts.ts';
import type { Completion } from './word-completion.ts';

const MORE_HELP = `
  bash  echo 'source <(assay completion bash)' >> ~/.bashrc
  zsh   echo 'source <(assay completion zsh)' >> ~/.zshrc      (after compinit)
  fish  echo 'assay completion fish | source' >> ~/.config/fish/config.fish`;

/** `assay completion`, and the hidden `assay __complete` that its scripts ask. */
export function addCompletionCommands(program: Command): void {
  program
    .command('completion')
    .description('print what makes a shell complete the commands, options and names of Assay')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(COMPLETION_SCRIPTS)))
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action((shell: Shell) => {
      process.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const { completeWords } = await import('./word-completion.ts');
      const { completedValues } = await import('./completed-values.ts');
      process.stdout.write(completionText(await completeWords(program, words, completedValues)));
    });
}

/** A candidate a line, its description after a tab; `:directories` or `:files` where the shell knows better. */
function completionText(completion: Completion): string {
  if (typeof completion === 'string') return `:${completion}\n`;
  return completion.map(({ word, description }) => `${word}${description === undefined ? '' : `\t${description}`}\n`).join('');
}
