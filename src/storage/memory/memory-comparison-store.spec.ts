import { describeComparisonStore } from '../../../test/contracts/comparison-store.contract.ts';
import { MemoryComparisonStore } from './memory-comparison-store.ts';

describeComparisonStore('MemoryComparisonStore', async () => new MemoryComparisonStore());
