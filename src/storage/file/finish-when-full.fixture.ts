// Runs the job `full` until the limit on the size of files is met, then ends it, which does not fit either. Prints what
// became of it.
import { sampleBatch, sampleEnd, sampleJob, sampleSummary } from '../../../test/contracts/sample-job.ts';
import { errorCode } from '../../files/error-code.ts';
import { FileJobStore } from './file-job-store.ts';

const [projectsRoot = ''] = process.argv.slice(2);
process.on('SIGXFSZ', () => undefined);
const store = new FileJobStore(projectsRoot);
await store.create(sampleJob('full'));
const appended = await store.append('full', sampleBatch('full', 0, 100)).catch(errorCode);
const per_metric = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`metric_${at}`, { mean: 0.5, sd: 0, n: 1 }]));
const end = { ...sampleEnd, status: 'error', error: 'no room' } as const;
const settled = await store.finish('full', end, { ...sampleSummary, per_metric });
process.stdout.write(JSON.stringify({ appended, settled, listed: (await store.list()).jobs }));
process.exit(0);
