import type { Config } from '../../config/config.ts';
import { labelBody, labelName } from '../../runs/label-body.ts';
import {
  type LabelListDto,
  type LabelSummaryDto,
  type PutLabelsDto,
  type RandomSamplesDto,
  wireLabelSummary,
} from '../../runs/labels.dto.ts';
import { wirePlacedSample } from '../../runs/run-samples.dto.ts';
import { Storage } from '../../storage/open-storage.ts';
import type { Draw, LabelHost } from './label-host.ts';

/** Keeps labels beside the runs of the projects root and the storage folder, as a server does. */
export class LocalLabels implements LabelHost {
  readonly #storage: Storage;

  private constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** `onText` gets a sentence for everything that is damaged. */
  static async open({ projectsRoot, storageDir }: Config, onText: (text: string) => void): Promise<LocalLabels> {
    return new LocalLabels(await Storage.open({ projectsRoot, storageDir, hasThreads: false, onFault: onText }));
  }

  runId(name: string): Promise<string> {
    return this.#storage.names.runId(name);
  }

  async labels(runId: string): Promise<LabelListDto> {
    return { labels: (await this.#storage.labels.list(runId)).map(wireLabelSummary) };
  }

  async putLabels(runId: string, name: string, body: PutLabelsDto): Promise<LabelSummaryDto> {
    return wireLabelSummary((await this.#storage.labels.put(runId, labelName(name), labelBody(body))).summary);
  }

  async deleteLabels(runId: string, name: string): Promise<void> {
    await this.#storage.labels.delete(runId, name);
  }

  async drawSamples(runId: string, { n, seed }: Draw): Promise<RandomSamplesDto> {
    return { samples: (await this.#storage.runs.randomSamples(runId, { count: n, seed })).map(wirePlacedSample) };
  }

  async close(): Promise<void> {
    await this.#storage.close();
  }
}
