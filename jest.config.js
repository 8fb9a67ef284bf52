import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/fresh-build.ts',
  // Many tests start processes, which is slow on a busy machine.
  testTimeout: 60_000,
  // Tests wait for the processes that they start about as long as they work: two share even a small machine well.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Each test file leaves its modules behind.
  workerIdleMemoryLimit: '2GB',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': '@swc/jest' },
  testMatch: [
    '<rootDir>/src/**/*.spec.ts',
    '<rootDir>/test/**/*.spec.ts',
    '<rootDir>/test/**/*.e2e-spec.ts',
    '<rootDir>/web/**/*.spec.ts',
    '<rootDir>/web/**/*.e2e-spec.ts',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};
