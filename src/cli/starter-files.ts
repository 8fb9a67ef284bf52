/** Paths in a projects root, and what the files there hold. */
export type StarterFiles = Readonly<Record<string, string>>;

const PROGRAMS = `import { defineProgram, z } from 'assay';

const answer = z.object({
  label: z.enum(['positive', 'negative', 'neutral']),
  explanation: z.string().describe('Why, with the deciding words in quotes'),
});

/** Says how the writer of a message feels. Every exported function is a program; what begins with _ is private. */
export const v1 = defineProgram<{ message: string }>(async ({ render, complete }) => {
  const { output } = await complete(render(), { schema: answer });
  return output;
});
`;

const METRICS = `import { ordinal, programmaticMetric } from 'assay';

type Label = 'positive' | 'negative' | 'neutral';

/** Compares the program's output with the reference in the data. */
export const is_right = programmaticMetric<{ label: Label }, Label>({
  description: 'The label is the one that a reader gave the message.',
  scale: ordinal([false, true]),
  score: ({ output, reference }) => ({ raw: output.label === reference, reason: \`\${output.label} for \${reference}\` }),
});
`;

const PLAIN_PROMPT = `Please tell me if the customer who wrote this is positive, negative or neutral, and explain how you know: {{ message }}
`;

const MARKED_PROMPT = `You read messages of customers and say how their writer feels: positive, negative or neutral.

Judge the message between the tags and nothing else.

<message>
{{ message }}
</message>
`;

const MESSAGES: readonly (readonly [string, string])[] = [
  ['Thank you so much, the replacement came in two days and works perfectly.', 'positive'],
  ['I love the new app, well done!', 'positive'],
  ['Great service, friendly people, fair price.', 'positive'],
  ['Excellent support: my problem was solved in five minutes.', 'positive'],
  ['The parcel was broken and nobody answers my calls. Terrible.', 'negative'],
  ['I am very disappointed, this is the worst hotel I know.', 'negative'],
  ['Awful quality, the zip failed on the first day.', 'negative'],
  ['Your website lost my order again. I hate this.', 'negative'],
  ['Which plug does the lamp come with?', 'neutral'],
  ['Please change the address of my order to 12 Mill Lane.', 'neutral'],
  ['Is the shop open on Sunday?', 'neutral'],
  ['My customer number is 4471.', 'neutral'],
];

/** The files of a small project that works with the offline models. */
export function projectFiles(name: string): StarterFiles {
  return {
    [`${name}/programs.ts`]: PROGRAMS,
    [`${name}/metrics.ts`]: METRICS,
    [`${name}/prompts/plain.jinja`]: PLAIN_PROMPT,
    [`${name}/prompts/marked.jinja`]: MARKED_PROMPT,
    [`${name}/data/messages.jsonl`]: dataset(),
  };
}

function dataset(): string {
  return MESSAGES.map(([message, reference]) => `${JSON.stringify({ inputs: { message }, reference })}\n`).join('');
}

/** The files around the projects, for the editor, for git and for readers. `assayTypes` is the file that declares 'assay'. */
export function rootFiles(name: string, assayTypes: string): StarterFiles {
  return {
    'package.json': json({ private: true, type: 'module' }),
    'tsconfig.json': json(tsconfig(assayTypes)),
    '.gitignore': 'jobs/\nnode_modules/\n',
    'README.md': readme(name),
  };
}

/** What to type next, where the command is called `assay`: `npx assay` in a clone. */
export function nextCommands(root: string, name: string, assay = 'assay'): readonly string[] {
  const folder = /^[\w./~-]+$/.test(root) ? root : `'${root.replaceAll("'", "'\\''")}'`;
  const evaluate = `${assay} evaluate --projects-root ${folder} --project ${name} --program v1 --examples messages --model local:lexicon --metric is_right`;
  return [`${evaluate} --prompt plain`, `${evaluate} --prompt marked`, `${assay} serve --projects-root ${folder}`];
}

function tsconfig(assayTypes: string): object {
  return {
    compilerOptions: {
      target: 'es2024',
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      types: [],
      paths: { assay: [assayTypes] },
    },
    exclude: ['jobs', 'node_modules'],
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readme(name: string): string {
  return `# Projects

Every folder here is a project of Assay: \`programs.ts\`, \`metrics.ts\`, \`prompts/*.jinja\`, \`data/*.jsonl\`. Assay keeps its archive
in \`jobs/\`.

\`${name}\` labels messages. \`local:lexicon\` is an offline model, a list of words, so these commands, typed in this
folder, need no key:

\`\`\`sh
${nextCommands('.', name).join('\n')}
\`\`\`

Where \`assay\` is no command, type \`npx assay\` in the clone of Assay, with the path of this folder after \`--projects-root\`.

With a key, such as \`OPENAI_API_KEY\`, name a real model: \`--model openai:gpt-5-mini\`.

The editor knows \`assay\` by the path in \`tsconfig.json\`; if Assay moves to another folder, change it there. \`tsc -p .\` checks all
projects.
`;
}
