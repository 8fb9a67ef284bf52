import { resolve } from 'node:path';
import { Option } from 'commander';
import { BENCHMARKS_IN_ORDER } from '../benchmarks/benchmark-list.ts';
import { builtInProjects } from '../benchmarks/built-in-projects.ts';
import { LOG_LEVELS } from '../config/config.ts';
import { environment } from '../config/environment.ts';
import { SETTINGS } from '../config/settings.ts';
import { ProjectNames } from './project-names.ts';
import { recentJobs } from './recent-jobs.ts';
import type { Candidate, Completion, ValueCompleter } from './word-completion.ts';

const MODELS: readonly Candidate[] = [
  { word: 'local:arithmetic', description: 'computes the expression in a question' },
  { word: 'local:echo', description: 'says the prompt again' },
  { word: 'local:lexicon', description: 'labels sentiment by a list of words' },
  { word: 'local:overlap', description: 'a judge that counts quoted words' },
  { word: 'local:proposer', description: 'proposes prompt templates' },
  ...['openai', 'anthropic', 'mistral', 'google', 'openrouter', 'compatible'].map((name) => ({ word: `${name}:` })),
];

const NAMED = { program: 'programs', prompt: 'prompts', examples: 'datasets' } as const;

/** Completes what Assay's options and arguments can be, by the files of the projects root. */
export const completedValues: ValueCompleter = async (what, begun, given) => {
  if (what.argChoices !== undefined) return plain(what.argChoices);
  const name = what instanceof Option ? what.attributeName() : what.name();
  const names = new ProjectNames({
    projectsRoot: projectsRoot(given),
    builtIns: builtInProjects(SETTINGS.benchmarksDir.fallback()),
  });
  const project = given.get('project') ?? given.get('benchmark');
  switch (name) {
    case 'project':
      return plain(await names.projects());
    case 'program':
    case 'prompt':
    case 'examples':
      return plain(await names.of(NAMED[name], project));
    case 'metric':
      return afterComma(begun, await names.of('metrics', project));
    case 'model':
    case 'proposerModel':
      return MODELS;
    case 'logLevel':
      return plain(LOG_LEVELS);
    case 'benchmark':
      return BENCHMARKS_IN_ORDER.map(({ name: word, title: description }) => ({ word, description }));
    case 'job-id':
      return recentJobs(projectsRoot(given));
    default:
      return pathOf(name);
  }
};

function pathOf(name: string): Completion {
  if (['projectsRoot', 'storage', 'dir'].includes(name)) return 'directories';
  return ['output', 'file'].includes(name) ? 'files' : [];
}

function projectsRoot(given: ReadonlyMap<string, string>): string {
  const { projectsRoot: setting } = SETTINGS;
  const fromVariable = setting.variables.map((variable) => environment[variable]).find((value) => (value ?? '') !== '');
  return resolve(given.get('projectsRoot') ?? fromVariable ?? setting.fallback());
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word }));
}

/** Names in a list with commas: the last is completed, and those before are not offered again. */
function afterComma(begun: string, words: readonly string[]): Candidate[] {
  const before = begun.split(',').slice(0, -1);
  return words.filter((word) => !before.includes(word)).map((word) => ({ word: [...before, word].join(',') }));
}
