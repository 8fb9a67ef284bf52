// Appends to the job `large` until the limit on the size of files is met, which writes the last batch in part. Then a small
// batch still fits. Prints how many events are durable.
import { sampleBatch, sampleJob } from '../../../test/contracts/sample-job.ts';
import { FileJobStore } from './file-job-store.ts';

const [projectsRoot = ''] = process.argv.slice(2);
process.on('SIGXFSZ', () => undefined);
const store = new FileJobStore(projectsRoot);
await store.create(sampleJob('large'));
let next = 0;
let failure = '';
while (failure === '') {
  try {
    await store.append('large', sampleBatch('large', next, 10, 'm'.repeat(1_000)));
    next += 10;
  } catch (error) {
    failure = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
const whole = next;
await store.append('large', sampleBatch('large', next, 1));
process.stdout.write(JSON.stringify({ failure, whole, durable: next + 1 }));
process.exit(0);
