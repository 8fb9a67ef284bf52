import type { RunDto } from '../../runs/run.dto.ts';
import type { ImportContent } from './import-format.ts';

/** Where a command keeps imported runs: in a folder of this machine, or on a server. */
export interface ImportHost {
  /** Keeps a run; `isNew` is false where the same was there already. */
  import(content: ImportContent): Promise<{ readonly run: RunDto; readonly isNew: boolean }>;

  close(): Promise<void>;
}
