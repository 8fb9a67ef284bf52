import { describeJobStore } from '../../../test/contracts/job-store.contract.ts';
import { MemoryJobStore } from './memory-job-store.ts';

describeJobStore('MemoryJobStore', async () => new MemoryJobStore());
