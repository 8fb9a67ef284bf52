import type { Run, RunSummary, Sample } from '../domain/run.ts';
import { runFields } from '../http/run-fields.dto.ts';
import type { ImportedRunDto } from './import-file.dto.ts';
import type { RunDto, RunSummaryDto, SampleDto } from './run.dto.ts';
import type { RunDetail } from './runs.service.ts';
import { jsonText } from '../evaluation/json-text.ts';

/** A run's fields without its samples. */
export function wireRun(run: Run): RunDto {
  return { ...wireSummary(run), metadata: { ...run.metadata, created_at: run.createdAt } };
}

/** A run that a file became. */
export function wireImportedRun(run: Run, isNew: boolean): ImportedRunDto {
  return Object.assign({}, wireRun(run), { is_new: isNew });
}

/** The first of the runs that a file became, with all of them. */
export function wireImportedFile(runs: readonly ImportedRunDto[]): object {
  return Object.assign({}, runs[0], { runs });
}

/** A run as a list has it. */
export function wireSummary(run: RunSummary): Pick<RunSummaryDto, keyof RunSummaryDto> {
  return { ...runFields(run), source: run.source };
}

/** The JSON of a run, piece by piece: the samples are never in memory as a whole. */
export async function* runDetailJson({ run, samples }: RunDetail): AsyncGenerator<string> {
  const text = jsonText(wireRun(run));
  if (samples === null) {
    yield text;
    return;
  }
  yield `${text.slice(0, -1)},"samples":[`;
  let separator = '';
  for await (const batch of samples) {
    yield separator + batch.map((sample) => jsonText(wireSample(sample))).join(',');
    separator = ',';
  }
  yield ']}';
}

/** A sample as the wire has it, whatever else is known of it. */
export function wireSample(sample: Sample): Pick<SampleDto, keyof SampleDto> {
  const { id, prompt, response, reference, scores, cluster, tags, error, rawResponse } = sample;
  return {
    id,
    prompt,
    response,
    ...(reference === undefined ? {} : { reference }),
    scores,
    ...(cluster === undefined ? {} : { cluster }),
    ...(tags === undefined ? {} : { tags }),
    ...(error === undefined ? {} : { error }),
    ...(rawResponse === undefined ? {} : { raw_response: rawResponse }),
  };
}

/** The value of a `Link` header (RFC 8288) that leads from this page of a list to the next one. */
export function nextPageLink(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
