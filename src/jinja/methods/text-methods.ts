import type { MethodTable } from './method.ts';
import { TEXT_SEARCH_METHODS } from './text-search-methods.ts';
import { TEXT_SHAPE_METHODS } from './text-shape-methods.ts';
import { TEXT_SPLIT_METHODS } from './text-split-methods.ts';
import { TEXT_TEST_METHODS } from './text-test-methods.ts';

/** All methods of texts. Not among Python's: those that need bytes or tables (`encode`, `maketrans`, `translate`). */
export const TEXT_METHODS: MethodTable<string> = new Map([
  ...TEXT_SEARCH_METHODS,
  ...TEXT_SPLIT_METHODS,
  ...TEXT_SHAPE_METHODS,
  ...TEXT_TEST_METHODS,
]);
