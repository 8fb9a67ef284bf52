import { type Command, Option } from 'commander';
import { POPULATIONS, type Population } from '../../domain/comparison.ts';
import type { AgainstDto } from '../../jobs/against.dto.ts';
import { type Gate, GATES, MARGIN_GATES } from '../compare/comparison-gate.ts';
import { ranges } from '../compare/range-option.ts';
import { between0And1, integerFrom, names, positive, text } from '../option-values.ts';

/** The values of the flags that say what an evaluation is compared with. */
export interface AgainstOptions {
  readonly against?: string;
  readonly margin?: number;
  readonly alpha?: number;
  readonly population?: Population;
  readonly maxSamples?: number;
  readonly stopWhenDecided?: true;
  readonly range?: Readonly<Record<string, readonly [number, number]>>;
  readonly lowerIsBetter?: readonly string[];
  readonly failIf?: Gate;
}

/** With what an evaluation is compared while it runs. */
export function addAgainst(command: Command): void {
  command
    .optionsGroup('Compare it with a baseline while it runs:')
    .option('--against <run>', 'the baseline: a run that has ended, or an evaluation that runs with a seed', text)
    .option('--stop-when-decided', 'end the job as soon as every metric has a verdict')
    .option('--margin <x>', 'the largest difference that does not matter, in units of the metric', positive)
    .option('--alpha <p>', 'the chance of a wrong verdict (default 0.05)', between0And1)
    .option('--max-samples <n>', 'end the comparison after so many rows', integerFrom(1))
    .addOption(
      new Option('--population <name>', 'whether the verdict is about these rows, or new ones of their kind').choices(
        POPULATIONS,
      ),
    )
    .option(
      '--range <metric=low..high>',
      'the lowest and highest score of a metric where that is not known; repeatable',
      ranges,
    )
    .option('--lower-is-better <metric>', 'a metric in which less is better; repeatable', names)
    .addOption(new Option('--fail-if <verdict>', 'exit with 3 if the candidate is this in any of the metrics').choices(GATES));
}

/** Ends the process with 2 where the flags can't be used together. */
export function checkAgainst(command: Command, options: AgainstOptions): void {
  const { against, stopWhenDecided, margin, alpha, maxSamples, population, range, lowerIsBetter, failIf } = options;
  const dependent = { stopWhenDecided, margin, alpha, maxSamples, population, range, lowerIsBetter, failIf };
  const given = Object.entries(dependent).find(([, value]) => value !== undefined);
  if (against === undefined && given !== undefined) {
    const flag = command.options.find((option) => option.attributeName() === given[0])?.long ?? given[0];
    command.error(`error: ${flag} needs --against: which run is the baseline?`);
  }
  if (failIf !== undefined && MARGIN_GATES.has(failIf) && margin === undefined)
    command.error(`error: --fail-if ${failIf} needs a --margin: which differences do not matter?`);
}

/** What the flags ask for, as the API has it; `undefined` without a baseline. */
export function againstFields(options: AgainstOptions): AgainstDto | undefined {
  const { against, margin, alpha, population, maxSamples, stopWhenDecided, range, lowerIsBetter } = options;
  if (against === undefined) return undefined;
  return {
    run_id: against,
    ...(margin !== undefined && { margin }),
    ...(alpha !== undefined && { alpha }),
    ...(population !== undefined && { population }),
    ...(maxSamples !== undefined && { max_samples: maxSamples }),
    ...(stopWhenDecided === true && { stop: true }),
    ...(range && { ranges: Object.fromEntries(Object.entries(range).map(([metric, [low, high]]) => [metric, [low, high]])) }),
    ...(lowerIsBetter && { lower_is_better: [...lowerIsBetter] }),
  };
}
