import { describeJobQueue } from '../../test/contracts/job-queue.contract.ts';
import { InProcessJobQueue } from './in-process-job-queue.ts';

describeJobQueue('InProcessJobQueue', async (limits) => new InProcessJobQueue(limits));
