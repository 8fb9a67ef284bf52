import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { closestName } from '../config/parse-config.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { NAME_PATTERN } from '../domain/project.ts';
import type { Model } from '../evaluation/model.ts';
import { isMissing } from '../files/error-code.ts';
import { fileFault } from '../files/file-fault.ts';
import { CachedModel } from '../models/cached-model.ts';
import { type ModelRegistry, type ModelTask, NETWORK_PROVIDERS, parseModelSpec } from '../models/model-registry.ts';
import type { AskingRole } from '../models/recording.ts';
import { RecordedAnswers, RecordedModel } from '../models/recorded-model.ts';
import { RecordingFile, RecordingModel } from '../models/recording-model.ts';
import { ResponseCache } from '../models/response-cache.ts';
import type { CacheSettings, ChildSandbox } from './child-protocol.ts';
import { offer, ProjectError, type ProjectFiles } from './project-files.ts';

/** The folder of a project's recordings. */
export const RECORDINGS = 'recordings';
const ENDING = '.jsonl';
const RECORDED = 'recorded';

export interface JobModelsOptions {
  readonly cache: CacheSettings;
  /** Of a confined process: it may not ask any other provider. */
  readonly sandbox?: ChildSandbox | undefined;
  readonly warn: (text: string) => void;
}

/** Finds the models of one job: as the registry has them, answered from the cache, recorded, or answered from a recording, as the job asks. */
export class JobModels {
  readonly #spec: JobSpec;
  readonly #files: ProjectFiles;
  readonly #registry: ModelRegistry;
  readonly #cache: ResponseCache | null;
  readonly #sandbox: ChildSandbox | undefined;
  readonly #recordings = new Map<string, Promise<RecordedAnswers>>();
  #recording: Promise<RecordingFile> | null = null;

  /** Throws a `ProjectError` where the job asks for a recording that can't be made. */
  constructor(spec: JobSpec, files: ProjectFiles, registry: ModelRegistry, { cache, sandbox, warn }: JobModelsOptions) {
    this.#sandbox = sandbox;
    this.#spec = spec;
    this.#files = files;
    this.#registry = registry;
    this.#cache = spec.cache === true ? new ResponseCache({ ...cache, warn }) : null;
    if (spec.record !== undefined) checkRecord(spec, spec.record, files);
  }

  /** The model that `provider:model-id` names. Throws an error that says what is wrong with it. */
  async resolve(role: AskingRole, name: string, task: ModelTask = 'language'): Promise<Model> {
    const asker = { role, model: name };
    const recorded = this.#recordingFor(role, name);
    if (recorded !== null) return new RecordedModel(await this.#answers(recorded), asker);
    if (this.#sandbox !== undefined) checkProvider(name, this.#sandbox);
    const model = await this.#registry.resolve(name, task);
    const cached =
      this.#cache === null
        ? model
        : new CachedModel(model, { model: name, address: this.#registry.addressOf(name) }, this.#cache);
    const { record } = this.#spec;
    return record === undefined ? cached : new RecordingModel(cached, asker, () => this.#recordingFile(record));
  }

  /** A judge names its own model, so the recording of the program stands in for it, too; but one that runs here needs none. */
  #recordingFor(role: AskingRole, name: string): string | null {
    const own = recordingIn(name);
    if (own !== null || role !== 'judge') return own;
    return name.startsWith('local:') ? null : recordingIn(this.#spec.model);
  }

  #answers(name: string): Promise<RecordedAnswers> {
    const answers = this.#recordings.get(name) ?? this.#read(name);
    this.#recordings.set(name, answers);
    return answers;
  }

  async #read(name: string): Promise<RecordedAnswers> {
    const names = await recordingNames(this.#files);
    if (!names.includes(name))
      throw new ProjectError(`project ${this.#files.name} has no recording '${name}'; ${suggestion(name, names)}`);
    try {
      return await RecordedAnswers.read(name, recordingPath(this.#files, name));
    } catch (error) {
      const fault = fileFault(error) ?? (error instanceof Error ? error.message : String(error));
      throw new ProjectError(`the recording ${name} of project ${this.#files.name} can't be read: ${fault}`, { cause: error });
    }
  }

  #recordingFile(name: string): Promise<RecordingFile> {
    this.#recording ??= openRecording(this.#files, name);
    return this.#recording;
  }
}

/** A judge's model is named by the project's code, which must not choose whose key it gets. */
function checkProvider(model: string, { providers }: ChildSandbox): void {
  const { provider } = parseModelSpec(model);
  if (!NETWORK_PROVIDERS.includes(provider) || providers.includes(provider)) return;
  throw new ProjectError(
    `Assay's sandbox does not let this job ask ${model}: it reaches only the providers of its own models and those in ` +
      `ASSAY_SANDBOX_PROVIDERS, to which ${provider} can be added`,
  );
}

function recordingIn(model: string): string | null {
  const { provider, modelId } = parseModelSpec(model);
  return provider === RECORDED ? modelId : null;
}

function checkRecord({ model, proposerModel }: JobSpec, name: string, { name: project, isBuiltIn }: ProjectFiles): void {
  if (!NAME_PATTERN.test(name)) {
    throw new ProjectError(
      `record is '${name}', which is no name: use lower-case letters, digits and _, and begin with a letter`,
    );
  }
  if (isBuiltIn) {
    throw new ProjectError(
      `record: ${project} comes with Assay, and has no folder for recordings: copy it into your projects root`,
    );
  }
  for (const asked of [model, proposerModel]) {
    if (asked !== undefined && recordingIn(asked) !== null) {
      throw new ProjectError(
        `record: ${asked} answers from a recording, and what it answers can't be recorded again: name a real model`,
      );
    }
  }
}

async function openRecording(files: ProjectFiles, name: string): Promise<RecordingFile> {
  await mkdir(join(files.folder, RECORDINGS), { recursive: true });
  return RecordingFile.append(recordingPath(files, name));
}

async function recordingNames({ folder }: ProjectFiles): Promise<readonly string[]> {
  try {
    const files = await readdir(join(folder, RECORDINGS));
    return files
      .filter((file) => file.endsWith(ENDING))
      .map((file) => file.slice(0, -ENDING.length))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw new ProjectError(`the folder ${RECORDINGS}/ can't be read: ${fileFault(error) ?? String(error)}`, { cause: error });
  }
}

function recordingPath({ folder }: ProjectFiles, name: string): string {
  return join(folder, RECORDINGS, `${name}${ENDING}`);
}

function suggestion(name: string, names: readonly string[]): string {
  const closest = closestName(name, names);
  const meant = closest === undefined ? '' : `did you mean '${closest}'? `;
  return `${meant}${offer('recordings', names)}; a job with "record": "${name}" makes it`;
}
