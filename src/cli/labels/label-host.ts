import type { LabelListDto, LabelSummaryDto, PutLabelsDto, RandomSamplesDto } from '../../runs/labels.dto.ts';

/** How many samples to draw, and the seed of the draw. */
export interface Draw {
  readonly n: number;
  readonly seed: number;
}

/** Where a command keeps labels: in the folders of this machine, or on a server. */
export interface LabelHost {
  /** The id of the run that a name means. */
  runId(name: string): Promise<string>;

  labels(runId: string): Promise<LabelListDto>;

  putLabels(runId: string, name: string, body: PutLabelsDto): Promise<LabelSummaryDto>;

  deleteLabels(runId: string, name: string): Promise<void>;

  drawSamples(runId: string, draw: Draw): Promise<RandomSamplesDto>;

  close(): Promise<void>;
}
