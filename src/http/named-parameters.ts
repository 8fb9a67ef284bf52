import { Inject, Injectable, Param, type PipeTransform } from '@nestjs/common';
import type { ApiParamOptions } from '@nestjs/swagger';
import { RunNotFoundError } from '../domain/errors.ts';
import { NAMES, type Names } from '../domain/names.ts';

const OTHER_NAMES = 'the first 6 characters of it or more, its label, `latest`, or `latest~1`, the one before';

/** How a route that only reads documents the job in its path. */
export const NAMED_JOB: ApiParamOptions = {
  name: 'job_id',
  description: `The job’s id, ${OTHER_NAMES}; the answer has the id.`,
  example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea',
};

/** The same of a run. */
export const NAMED_RUN: ApiParamOptions = {
  name: 'run_id',
  description: `The run’s id. Of a job ${OTHER_NAMES}, each also with \`.<step>\`; a search without it is its best step. The answer has the id.`,
  example: 'gsm8k-175b-verification',
};

@Injectable()
class JobIdPipe implements PipeTransform<string, Promise<string>> {
  constructor(@Inject(NAMES) private readonly names: Names) {}

  transform(name: string): Promise<string> {
    return this.names.jobId(name);
  }
}

@Injectable()
class RunIdPipe implements PipeTransform<string, Promise<string>> {
  constructor(@Inject(NAMES) private readonly names: Names) {}

  transform(name: string): Promise<string> {
    return this.names.runId(name);
  }
}

/**
 * The id of the job that the path of a route names, by its id or otherwise: for routes that only read. Who changes something has to give the
 * id itself.
 */
export function NamedJob(): ParameterDecorator {
  return Param('job_id', JobIdPipe);
}

/** The same of a run. */
export function NamedRun(): ParameterDecorator {
  return Param('run_id', RunIdPipe);
}

/** Finds the run that the `against` of a query names. One that is not there is left for the store to refuse. */
@Injectable()
export class AgainstPipe<Query extends { readonly against?: string }> implements PipeTransform<Query, Promise<Query>> {
  constructor(@Inject(NAMES) private readonly names: Names) {}

  async transform(query: Query): Promise<Query> {
    if (query.against === undefined) return query;
    try {
      return { ...query, against: await this.names.runId(query.against) };
    } catch (error) {
      if (error instanceof RunNotFoundError) return query;
      throw error;
    }
  }
}
