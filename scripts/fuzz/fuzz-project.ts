import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PROGRAMS = `import { defineProgram } from 'assay';

interface Sum {
  readonly a: number;
  readonly b: number;
}

export const add = defineProgram<Sum>(async ({ inputs, render, complete }) => {
  await complete(render());
  return inputs.a + inputs.b;
});

export const flaky = defineProgram<Sum>(async ({ inputs, render, complete }) => {
  await complete(render());
  if (inputs.a === 2) throw new RangeError('two is too much');
  return inputs.a + inputs.b + 1;
});
`;

const METRICS = `import { ordinal, programmaticMetric, range } from 'assay';

export const right = programmaticMetric<number, number>({
  description: 'The sum is right.',
  scale: ordinal([false, true]),
  score: ({ output, reference }) => ({ raw: output === reference, reason: \`\${String(output)} for \${String(reference)}\` }),
});

export const closeness = programmaticMetric<number, number>({
  description: 'How close the sum comes.',
  scale: range(0, 10),
  score: ({ output, reference }) => Math.max(0, 10 - Math.abs(output - reference)),
});
`;

/** The project of the jobs that the fuzzer starts. */
export const PROJECT = {
  name: 'fuzz',
  programs: ['add', 'flaky'],
  prompts: ['plain', 'polite'],
  datasets: ['three', 'four'],
  metrics: ['right', 'closeness'],
} as const;

const PROMPTS: Readonly<Record<(typeof PROJECT.prompts)[number], string>> = {
  plain: 'Add {{ a }} and {{ b }}.\n',
  polite: 'Please add {{ a }} and {{ b }}, and say why.\n',
};

const ROWS: Readonly<Record<(typeof PROJECT.datasets)[number], number>> = { three: 3, four: 4 };

/** Writes it into a projects root: two of everything, with few rows. */
export async function writeFuzzProject(root: string): Promise<void> {
  const project = join(root, PROJECT.name);
  await mkdir(join(project, 'prompts'), { recursive: true });
  await mkdir(join(project, 'data'));
  await writeFile(join(project, 'programs.ts'), PROGRAMS);
  await writeFile(join(project, 'metrics.ts'), METRICS);
  for (const [name, text] of Object.entries(PROMPTS)) await writeFile(join(project, 'prompts', `${name}.jinja`), text);
  for (const [name, count] of Object.entries(ROWS)) await writeFile(join(project, 'data', `${name}.jsonl`), rows(count));
}

function rows(count: number): string {
  return Array.from(
    { length: count },
    (_, a) =>
      `${JSON.stringify({ inputs: { a, b: a + 1, topic: `t${a % 2}` }, reference: 2 * a + 1, tags: [`tag${a % 2}`] })}\n`,
  ).join('');
}
