import type { FileToImport } from '../../runs/file-imports.ts';
import type { RunDto } from '../../runs/run.dto.ts';

/** A run that a file became; `isNew` is false where the same was there already. */
export interface KeptRun {
  readonly run: RunDto;
  readonly isNew: boolean;
}

/** A job that was taken back from its archive. */
export interface KeptJob {
  readonly jobId: string;
  readonly isNew: boolean;
}

/** Where a command keeps imported runs: in a folder of this machine, or on a server. */
export interface ImportHost {
  /** Keeps the runs of a file. */
  import(path: string, file: FileToImport): Promise<readonly KeptRun[]>;

  /** Keeps the job of an archive as it was. */
  importJob(path: string): Promise<KeptJob>;

  close(): Promise<void>;
}
