import { type Command, Option } from 'commander';
import { text } from '../option-values.ts';
import { addPlace } from '../place.ts';
import type { CatalogOptions } from './catalog-action.ts';

const MORE_HELP = `
Examples:
  assay catalog --projects-root my_projects
  assay catalog classify_sentiment --format json

Exit codes: 0 shown, 1 no such project or unusable server, 2 wrong options.`;

/** `assay catalog`. */
export function addCatalogCommand(program: Command): void {
  const command = program
    .command('catalog')
    .description('what can be run: projects with their programs, prompts, metrics and datasets, and what is wrong with them')
    .argument('[project]', 'only this project, with files, lines and descriptions', text)
    .addOption(new Option('--format <name>', 'format of the catalog').choices(['text', 'json']).default('text'));
  addPlace(command)
    .addHelpText('after', MORE_HELP)
    .action(async (project: string | undefined, options: CatalogOptions) => {
      const { catalogAction } = await import('./catalog-action.ts');
      await catalogAction(project, options);
    });
}
