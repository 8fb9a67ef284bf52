import { type Command, Option } from 'commander';
import { apiKeyOption } from '../api-key.ts';
import { integerFrom, serverUrl, text } from '../option-values.ts';
import type { SaveOptions } from './prompt-action.ts';

const MORE_HELP = `
The template is written to prompts/<name>.jinja of the job's project, and can be used like any other prompt. The best step is saved
unless --step names another; a prompt of that name with another text stays as it is unless --overwrite is given.

Example:
  assay prompt save 7c9e… --name english_better
  assay evaluate --project classify_sentiment --program v1 --prompt english_better --examples held_out \\
    --model local:lexicon --metric label_correctness

Exit codes: 0 saved, or saved before, 1 no such job, no score, name taken or not writable, 2 wrong options, or a job or step without a template.`;

/** `assay prompt`, with the command `save`. */
export function addPromptCommand(program: Command): void {
  program
    .command('prompt')
    .description('keep what a search has found: save a template as a prompt of its project')
    .command('save')
    .description('save a template of an optimize job as a prompt of its project')
    .argument('<job>', 'its id, 6 characters of it or more, its label, or latest', text)
    .requiredOption('--name <name>', 'what the prompt is called: lower-case letters, digits and _', text)
    .option('--step <n>', 'the step whose template it is (default: the best)', integerFrom(0))
    .option('--overwrite', 'replace a prompt of that name')
    .addOption(new Option('--format <name>', 'format of the answer').choices(['text', 'json']).default('text'))
    .addOption(new Option('--server <url>', 'ask a server').argParser(serverUrl).conflicts(['projectsRoot']))
    .addOption(apiKeyOption())
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ holds the job (default: as for assay serve)')
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action(async (job: string, options: SaveOptions) => {
      const { savePrompt } = await import('./prompt-action.ts');
      await savePrompt(job, options);
    });
}
