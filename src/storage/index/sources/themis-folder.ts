import { join } from 'node:path';
import { fileState } from '../../../files/file-state.ts';

/** The folder of a run that Themis wrote. */
export interface ThemisFolder {
  readonly experiment: string;
  /** The folder's name. */
  readonly name: string;
  readonly path: string;
  /** Its path below the root, under which it is known in the index and, once it is hidden, in `.hidden`. */
  readonly origin: string;
}

/** Its files, without the `.gz` that they may have. */
export const THEMIS_FILES = {
  evaluation: 'evaluations/default/evaluation.jsonl',
  records: 'generation/records.jsonl',
  tasks: 'generation/tasks.jsonl',
} as const;

export function themisFolder(root: string, experiment: string, name: string): ThemisFolder {
  const origin = `experiments/${experiment}/runs/${name}`;
  return { experiment, name, path: join(root, origin), origin };
}

/** The id of a run whose own id another run has. */
export function secondNameOf(origin: string): string {
  return `${experimentOf(origin)}/${origin.split('/')[3] ?? ''}`;
}

export function experimentOf(origin: string): string {
  return origin.split('/')[1] ?? '';
}

export function themisMetadataFile(path: string): string {
  return join(path, 'metadata.json');
}

/** The state of all its files; `undefined` where it is no run: without `metadata.json`. */
export async function themisStamp(path: string): Promise<string | undefined> {
  const files = Object.values(THEMIS_FILES).flatMap((file) => [`${file}.gz`, file]);
  const [metadata, ...states] = await Promise.all([
    fileState(themisMetadataFile(path)),
    ...files.map((file) => fileState(join(path, file))),
  ]);
  return metadata && [metadata, ...states].map((state) => state?.stamp ?? '-').join('|');
}

/** Themis writes times without a zone. They are taken for times of this machine, in this zone. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
