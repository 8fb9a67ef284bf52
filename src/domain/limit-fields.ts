/** The fields of a job that end it early, as entries of `JOB_FIELDS`: every kind of job may have them. */
export const LIMIT_FIELDS = {
  max_cost_usd: {
    type: 'amount',
    doc: 'Ends the job as `cancelled` when the calls of its programs, judges and proposer have cost this many US dollars. Every model needs a price that is known.',
    example: 2.5,
    flag: '--max-cost-usd <dollars>',
    help: 'end the job when it has cost this many US dollars',
    title: 'At most US dollars',
  },
  max_tokens: {
    type: 'integer',
    minimum: 1,
    doc: 'Ends the job as `cancelled` when its programs, judges and proposer have taken this many tokens, of input and output together.',
    example: 2_000_000,
    flag: '--max-tokens <n>',
    help: 'end the job when it has taken this many tokens',
    title: 'At most tokens',
  },
  max_seconds: {
    type: 'amount',
    doc: 'Ends the job as `cancelled` when it has run for this many seconds.',
    example: 3600,
    flag: '--max-seconds <seconds>',
    help: 'end the job when it has run for this long',
    title: 'At most seconds',
  },
  max_failures: {
    type: 'count_or_share',
    doc: 'Ends the job with an error when more trials than this have failed: a count, or, above 0 and below 1, a share of its trials (in a search, of the trials of each step).',
    example: 0.1,
    flag: '--max-failures <n|share>',
    help: 'end the job with an error when more trials than this have failed, such as 10 or 0.1',
    title: 'At most failed trials',
  },
} as const;
