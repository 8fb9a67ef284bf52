// Creates the job `victim` and appends to it without end; names on standard output how many events are durable.
import { sampleBatch, sampleJob } from '../../../test/contracts/sample-job.ts';
import { FileJobStore } from './file-job-store.ts';

const [projectsRoot = ''] = process.argv.slice(2);
const store = new FileJobStore(projectsRoot);
await store.create(sampleJob('victim'));
for (let next = 0; ; next += 16) {
  await store.append('victim', sampleBatch('victim', next, 16, 'm'.repeat(900)));
  process.stdout.write(`${next + 16}\n`);
}
