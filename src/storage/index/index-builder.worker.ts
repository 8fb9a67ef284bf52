export { indexJobLogs } from './index-job-logs.ts';
export { buildFolder } from './sources/build-folder.ts';
export { tidyIndex } from './tidy-index.ts';
