/** The fields of a job that say where answers of models are kept and taken from, as entries of `JOB_FIELDS`: every kind of job may have them. */
export const ANSWER_FIELDS = {
  cache: {
    type: 'flag',
    doc: 'Answers a request that was answered before from the cache, at no cost, and keeps new answers in it.',
    example: true,
    flag: '--cache',
    help: 'answer requests that were answered before from the cache, and keep new answers in it',
    title: 'Cache',
  },
  record: {
    type: 'text',
    doc: 'Keeps every answer in the recording of this name, in the project; the model `recorded:` and the name answers from it.',
    example: 'ci',
    flag: '--record <name>',
    help: 'keep every answer in a recording of the project; the model recorded:<name> answers from it',
    title: 'Recorded as',
  },
} as const;
