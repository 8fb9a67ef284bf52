export { indexJobLogs } from './index-job-logs.ts';
