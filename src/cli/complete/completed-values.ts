import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { BENCHMARKS_IN_ORDER } from '../../benchmarks/benchmark-list.ts';
import { builtInProjects } from '../../benchmarks/built-in-projects.ts';
import { environment, LOG_LEVELS } from '../../config/config.ts';
import { SETTINGS } from '../../config/settings.ts';
import { readUtf8File } from '../../files/utf8-text.ts';
import { isSettled, type JobStatus } from '../../domain/job.ts';
import { keyFilePath } from '../../http/access/key-file.ts';
import { keysIn } from '../../http/access/key-list.ts';
import { ProjectNames } from './project-names.ts';
import type { Candidate, Completion, ValueCompleter } from './word-completion.ts';

const MODELS: readonly Candidate[] = [
  { word: 'local:arithmetic', description: 'computes the expression in a question' },
  { word: 'local:echo', description: 'repeats the prompt' },
  { word: 'local:lexicon', description: 'labels sentiment with a word list' },
  { word: 'local:overlap', description: 'a judge that counts quoted words' },
  { word: 'local:proposer', description: 'proposes prompt templates' },
  ...['openai', 'anthropic', 'mistral', 'google', 'openrouter', 'compatible'].map((name) => ({ word: `${name}:` })),
];

/** How many jobs are offered. */
const SHOWN = 20;

const NAMED = { program: 'programs', prompt: 'prompts', examples: 'datasets' } as const;

/** Completes the values of Assay's options and arguments from the files of the projects root. */
export const completedValues: ValueCompleter = async (what, begun, given, command) => {
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
    case 'key-name':
      return plain(keyNames(given));
    case 'job-id':
    case 'id':
    case 'run':
    case 'run-a':
    case 'against':
      return recentJobs(projectsRoot(given));
    case 'run-b':
      return (await recentJobs(projectsRoot(given))).filter(({ word }) => word !== given.get('run-a'));
    case 'job':
      return jobsFor(command, projectsRoot(given));
    default:
      return pathOf(name);
  }
};

function pathOf(name: string): Completion {
  if (['projectsRoot', 'storage', 'dir'].includes(name)) return 'directories';
  return ['output', 'file', 'apiKeyFile'].includes(name) ? 'files' : [];
}

function projectsRoot(given: ReadonlyMap<string, string>): string {
  const { projectsRoot: setting } = SETTINGS;
  return resolve(given.get('projectsRoot') ?? valueOf(setting.variables) ?? setting.fallback());
}

/** Of the keys file, which is small and on this machine. */
function keyNames(given: ReadonlyMap<string, string>): string[] {
  const { keysFile, storageDir } = SETTINGS;
  const storage = given.get('storage') ?? valueOf(storageDir.variables) ?? storageDir.fallback();
  try {
    const path = keyFilePath({ keysFile: valueOf(keysFile.variables) ?? null, storageDir: storage });
    return keysIn(readFileSync(path, 'utf8'), path).map(({ name }) => name);
  } catch {
    return [];
  }
}

function valueOf(variables: readonly string[]): string | undefined {
  return variables.map((variable) => environment[variable]).find((value) => (value ?? '') !== '');
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word }));
}

/** Names separated by commas: the last is completed, and the others are not offered again. */
function afterComma(begun: string, words: readonly string[]): Candidate[] {
  const before = begun.split(',').slice(0, -1);
  return words.filter((word) => !before.includes(word)).map((word) => ({ word: [...before, word].join(',') }));
}

/** A job as completion shows it. */
interface ShownJob extends Candidate {
  readonly kind: string;
  readonly status: string;
}

/** The newest jobs with which a command can do something. */
async function jobsFor(command: string, projectsRoot: string): Promise<readonly Candidate[]> {
  return (await recentJobs(projectsRoot)).filter(({ kind, status }) => {
    const hasEnded = isSettled(status as JobStatus);
    if (command === 'cancel') return !hasEnded;
    if (command === 'save') return kind === 'optimize';
    if (command === 'watch') return true;
    return hasEnded && (command !== 'resume' || status !== 'done');
  });
}

/**
 * The newest jobs of an archive, each described in a few words; empty if there is no archive. Reads these manifests itself: the
 * job store would read all of them, and completion has to answer at once.
 */
async function recentJobs(projectsRoot: string): Promise<readonly ShownJob[]> {
  const folder = join(projectsRoot, 'jobs');
  const ids = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
  const dated = await Promise.all(ids.map(async (id) => ({ id, at: await modifiedAt(join(folder, id)) })));
  const newest = dated.sort((a, b) => b.at - a.at).slice(0, SHOWN);
  return Promise.all(newest.map(({ id }) => shownJob(folder, id)));
}

async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

async function shownJob(folder: string, id: string): Promise<ShownJob> {
  try {
    const manifest = JSON.parse(await readUtf8File(join(folder, id, 'manifest.json'))) as Record<string, unknown>;
    const description = ['kind', 'project', 'prompt', 'status', 'started_at'].map((field) => String(manifest[field])).join(' ');
    return { word: id, description, kind: String(manifest.kind), status: String(manifest.status) };
  } catch {
    return { word: id, description: '', kind: 'unknown', status: 'unknown' };
  }
}
