import { type Command, Option } from 'commander';
import { MISSING_POLICIES } from '../../statistics/missing-policy.ts';
import { STATISTICAL_TESTS } from '../../statistics/comparison-request.ts';
import { apiKeyOption } from '../api-key.ts';
import { between0And1, integerFrom, names, positive, serverUrl, share, text } from '../option-values.ts';
import type { CompareOptions } from './compare-action.ts';
import { comparedTask } from './compared-task.ts';
import { GATES, MARGIN_GATES } from './comparison-gate.ts';
import { passKs } from './pass-k-option.ts';
import { ranges } from './range-option.ts';

const FORMATS = ['table', 'json', 'markdown', 'html', 'junit', 'github'] as const;

const MORE_HELP = `
Run A is the candidate, run B the baseline: a job by its id, 6 characters of it or more, its label, latest or latest~1; <job>.<step> of
an optimize job, which without a step is its best; or an imported run. Files of results, of any harness that assay import takes, are
compared as they are, and nothing of them is kept; of a file with several runs, all are. Each metric is
better or worse by more than chance, equivalent within --margin, or inconclusive.

Examples:
  assay compare 7c9e… 1f40… --metric accuracy
  assay compare new old --task gsm8k=new-gsm8k,old-gsm8k --task mmlu=new-mmlu,old-mmlu
  assay compare before.eval after.eval
  assay compare new old --fail-if worse --format markdown --output comparison.md
  assay compare new old --fail-if worse --format junit --output assay.xml

junit has a test case for each metric and pair, github an annotation; those that --fail-if fails are failures.

Exit codes: 0 done, 1 unknown run or unusable server, 2 wrong options or names that can't be used,
3 the candidate is what --fail-if says.`;

/** `assay compare`. */
export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description('compare a candidate with a baseline, sample by sample: which is better, and how sure that is')
    .argument('<run-a>', 'the candidate, or a file of results', text)
    .argument('[run-b]', 'the baseline, or another file of results', text)
    .option(
      '--metric <name>',
      'a metric to compare; repeat it, or separate names with commas, for more (default: all that both have)',
      names,
    )
    .option(
      '--lower-is-better <metric>',
      'a metric in which less is better; repeat it, or separate names with commas, for more',
      names,
    )
    .option('--alpha <p>', 'significance level (default 0.05)', between0And1)
    .addOption(new Option('--test <name>', 'the test (default auto)').choices(STATISTICAL_TESTS))
    .option('--margin <x>', 'the largest difference that does not matter, in units of the metric', positive)
    .option(
      '--range <metric=low..high>',
      'the lowest and highest score that a metric can give, such as stars=1..5, where that is not known; repeat it for more',
      ranges,
    )
    .addOption(
      new Option('--missing <policy>', 'what a sample without a score counts as (default exclude)').choices(MISSING_POLICIES),
    )
    .option(
      '--cluster-by <path>',
      'what samples that belong together share: cluster, or a path such as inputs.document_id',
      text,
    )
    .option(
      '--slice-by <path>',
      'compares also within each level of a field of the samples, such as inputs.topic, or within each of their tags',
      text,
    )
    .option(
      '--task <name=run-a,run-b>',
      'one of several tasks, each counting the same; repeat it. The two arguments are then names for what is compared',
      comparedTask,
    )
    .option(
      '--pass-k <list>',
      'numbers of tries, such as 1,3: the chance that one of k repeats solves a sample, and that all do',
      passKs,
    )
    .option(
      '--human-labels <name>',
      'human labels that both runs have (assay labels): adds the means by people’s standards, with their intervals',
      text,
    )
    .option('--seed <n>', 'seed for random draws, if the test needs them (default 0)', integerFrom(0))
    .addOption(new Option('--fail-if <verdict>', 'exit with 3 if the candidate is this in any of the metrics').choices(GATES))
    .option(
      '--max-missing <share>',
      'with --fail-if: the share of samples without a score up to which it can pass, for a metric of unknown range (default 0.01)',
      share,
    )
    .addOption(new Option('--server <url>', 'let a server compare').argParser(serverUrl).conflicts(['projectsRoot', 'storage']))
    .addOption(apiKeyOption())
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ holds the runs (default: as for assay serve)')
    .option('--storage <dir>', 'folder of imported runs (default: as for assay serve)')
    .addOption(new Option('--format <name>', 'format of the comparison').choices(FORMATS).default('table'))
    .option('--output <file>', 'where to write it (default: standard output)', text)
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action(async (runA: string, runB: string | undefined, options: CompareOptions) => {
      if (runA === runB) command.error("error: a run can't be compared with itself: name two runs");
      if (options.failIf !== undefined && MARGIN_GATES.has(options.failIf) && options.margin === undefined)
        command.error(`error: --fail-if ${options.failIf} needs a --margin: which differences do not matter?`);

      if (options.failIf !== undefined && options.test === 'none')
        command.error('error: --fail-if needs a test: leave out --test none');

      // Loaded only now, so that help and wrong options are answered at once.
      const { compareAction } = await import('./compare-action.ts');
      await compareAction(runB === undefined ? [runA] : [runA, runB], options);
    });
}
