import { join } from 'node:path';
import { fileState } from '../../../files/file-state.ts';

/** The folder of a run that Themis wrote. */
export interface ThemisFolder {
  readonly experiment: string;
  /** The folder's name. */
  readonly name: string;
  readonly path: string;
}

/** Its files, without the `.gz` that they may have. */
export const THEMIS_FILES = {
  evaluation: 'evaluations/default/evaluation.jsonl',
  records: 'generation/records.jsonl',
  tasks: 'generation/tasks.jsonl',
} as const;

export function themisMetadataFile({ path }: ThemisFolder): string {
  return join(path, 'metadata.json');
}

/** The state of all its files; `undefined` where it is no run: without `metadata.json`. */
export async function themisStamp(folder: ThemisFolder): Promise<string | undefined> {
  const files = Object.values(THEMIS_FILES).flatMap((file) => [`${file}.gz`, file]);
  const [metadata, ...states] = await Promise.all([
    fileState(themisMetadataFile(folder)),
    ...files.map((file) => fileState(join(folder.path, file))),
  ]);
  return metadata && [metadata, ...states].map((state) => state?.stamp ?? '-').join('|');
}
