import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { addHow, addOutput, fieldFlag, requestedFields, requiredFields, type FieldOptions } from './job-flags.ts';

const NAMES = ['--project', 'p', '--program', 'v1', '--prompt', 'plain', '--examples', 'all', '--model', 'local:echo'];
const NAMED = { project: 'p', program: 'v1', prompt: 'plain', examples: 'all', model: 'local:echo' };

function command(): Command {
  const optimize = new Command('optimize').exitOverride().configureOutput({ writeErr: () => undefined });
  for (const { name } of requiredFields('optimize')) optimize.addOption(fieldFlag(name));
  addHow(optimize, 'optimize');
  addOutput(optimize, { scored: true });
  return optimize;
}

function fieldsOf(...flags: readonly string[]): object {
  return requestedFields(command().parse(flags, { from: 'user' }).opts<FieldOptions>());
}

function faultOf(...flags: readonly string[]): string {
  try {
    return JSON.stringify(fieldsOf(...NAMES, ...flags));
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the flags of a job', () => {
  it('become the fields of a request, under the names of the API', () => {
    const flags = '--metric a,b --metric c --steps 0 --proposer-model local:proposer --seed 7 --experiment-id e1'.split(' ');

    expect(fieldsOf(...NAMES, ...flags, '--generation', 'temperature=0', '--generation', '{"stop":["x"]}')).toEqual({
      ...NAMED,
      metrics: ['a', 'b', 'c'],
      steps: 0,
      proposer_model: 'local:proposer',
      seed: 7,
      experiment_id: 'e1',
      generation_kwargs: { temperature: 0, stop: ['x'] },
    });
  });

  it('leave out what was not given, so that the defaults are those of the API', () => {
    expect(fieldsOf(...NAMES)).toEqual(NAMED);
  });

  it('are no part of the request where they say how to show the job', () => {
    expect(fieldsOf(...NAMES, '--quiet', '--format', 'json', '--fail-under', '0.5', '--projects-root', '/p')).toEqual(NAMED);
  });

  it.each([
    [['--workers', '0'], '--workers <n>', 'at least 1'],
    [['--steps', '-1'], '--steps <n>', 'at least 0'],
    [['--limit', 'ten'], '--limit <n>', 'at least 1'],
    [['--label', ' '], '--label <text>', 'must not be empty'],
    [['--metric', 'a,a'], '--metric <name>', 'a is there twice'],
    [['--generation', 'hot'], '--generation <key=value>', 'key=value'],
    [['--fail-under', '80'], '--fail-under <score>', 'from 0 to 1'],
    [['--server', 'localhost'], '--server <url>', 'such as http://localhost:8080'],
    [['--server', 'http://x', '--projects-root', '/p'], '--server <url>', 'cannot be used with option'],
  ])('refuse %j by the name of the flag and with what is allowed', (flags, flag, allowed) => {
    const fault = faultOf(...flags);

    expect(fault).toContain(flag);
    expect(fault).toContain(allowed);
  });

  it('show numbers that are defaults, and fit their help into 80 columns', () => {
    const help = command().configureHelp({ helpWidth: 80 }).helpInformation();

    expect(help.replaceAll(/\s+/g, ' ')).toContain('how many trials run at the same time (default 1)');
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
