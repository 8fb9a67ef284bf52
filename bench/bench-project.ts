import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PROGRAMS = `import { defineProgram } from 'assay';

interface Review {
  readonly review: string;
}

/** A clock that all processes of the machine share. */
export const answer = defineProgram<Review>(async ({ inputs, render, complete }) => {
  const { text } = await complete(render({ review: inputs.review }));
  return { label: text.length % 2 === 0 ? 'positive' : 'negative', produced_at_ns: String(process.hrtime.bigint()) };
});
`;

const METRICS = `import { ordinal, programmaticMetric } from 'assay';

export const right = programmaticMetric<{ readonly label: string }, string>({
  description: 'The label is the expected one.',
  scale: ordinal([false, true]),
  score: ({ output, reference }) => ({ raw: output.label === reference, reason: \`\${output.label} for \${reference}\` }),
});
`;

const ROWS_AT_ONCE = 10_000;

const PROMPT = `Say how the writer of this review feels about what is reviewed: positive, negative or neutral.

<review>
{{ review }}
</review>
`;

/** Writes the project that the figures run: a program that completes once, a metric that compares, four datasets. */
export async function writeBenchProject(root: string): Promise<void> {
  const project = join(root, 'bench');
  await mkdir(join(project, 'prompts'), { recursive: true });
  await mkdir(join(project, 'data'));
  await writeFile(join(project, 'programs.ts'), PROGRAMS);
  await writeFile(join(project, 'metrics.ts'), METRICS);
  await writeFile(join(project, 'prompts', 'plain.jinja'), PROMPT);
  const sizes = { ten: 10, hundred: 100, thousand: 1_000, five_thousand: 5_000 };
  for (const [name, size] of Object.entries(sizes))
    await writeFile(join(project, 'data', `${name}.jsonl`), Array.from({ length: size }, (_, index) => row(index)).join(''));
}

/** A dataset of reviews that may be as long as no string can be. */
export async function writeReviews(root: string, name: string, count: number): Promise<void> {
  const path = join(root, 'bench', 'data', `${name}.jsonl`);
  await writeFile(path, '');
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, count - from) }, (_, at) => row(from + at));
    await appendFile(path, rows.join(''));
  }
}

function row(index: number): string {
  const review = `Number ${String(index)}: bought this kettle in March and I still love it. Boils fast, looks great on the counter.`;
  return `${JSON.stringify({ inputs: { review }, reference: index % 2 === 0 ? 'positive' : 'negative' })}\n`;
}
