import type { IndexDatabase } from '../index-database.ts';
import type { FolderOutcome, FolderTask } from './folder-task.ts';
import { indexFolder } from './index-folder.ts';
import { sampleLine } from './stored-sample.ts';
import { experimentOf, localZone, themisStamp } from './themis-folder.ts';
import { readThemisMetadata } from './themis-metadata.ts';
import { nameThemisRuns } from './themis-names.ts';
import { readThemisSamples } from './themis-samples.ts';

/** Brings the index in step with the folder of a run that Themis wrote. Its samples, which are joined from several files, are kept as documents. */
export async function indexThemisFolder(database: IndexDatabase, { path, origin, source }: FolderTask): Promise<FolderOutcome> {
  const zone = localZone();
  return indexFolder(
    database,
    { source, origin },
    {
      stamp: () => themisStamp(path),
      isCurrent: ({ digest }) => digest === zone,
      read: () => readThemisMetadata(path, experimentOf(origin)),
      fill: async ({ run, faults: known }, draft, stamp) => {
        const faults = [...known];
        for await (const { sample, ...usage } of readThemisSamples(path, faults)) {
          draft.add({ sample, offset: 0, length: 0, document: sampleLine(sample), ...usage });
          if (draft.isFull) draft.write();
        }
        return { run, faults, place: { origin, hideAs: origin, stamp, digest: zone } };
      },
      settle: nameThemisRuns,
    },
  );
}
