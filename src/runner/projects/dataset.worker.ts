import { parentPort, workerData } from 'node:worker_threads';
import { checkDatasets, type DatasetTask, readDatasetPage } from './dataset-page.ts';

// A thread that reads datasets for people: a large row must not keep the server from answering others.

const task = workerData as DatasetTask;

switch (task.type) {
  case 'check':
    parentPort?.postMessage(await checkDatasets(task.datasets));
    break;
  case 'page':
    parentPort?.postMessage(await readDatasetPage(task.dataset, task.query, task));
    break;
}
