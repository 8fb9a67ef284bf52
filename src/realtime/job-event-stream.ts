const JOB_ID = 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea';

/** The body of the stream: text, whose `data:` lines are what `contentSchema` says. */
export const JOB_EVENT_STREAM_SCHEMA = {
  type: 'string',
  description: 'Server-sent events. The JSON after every `data: ` is one `JobEvent`.',
  contentMediaType: 'text/event-stream',
  contentSchema: { $ref: '#/components/schemas/JobEvent' },
};

const EVENTS = [
  {
    type: 'trial',
    payload: {
      status: 'failed',
      trial_id: '36a4c434f798fcce',
      example: { inputs: { review: 'What a film!' }, reference: 'positive' },
      replicate: 0,
      error: { type: 'Error', message: 'the answer should be one of positive, negative, neutral, but is: Good.' },
    },
  },
  {
    type: 'scoring',
    payload: {
      trial_id: '36a4c434f798fcce',
      metric: { name: 'label_correctness', description: 'The label is the right one.', kind: 'programmatic' },
      replicate: 0,
      status: 'success',
      score: { raw: 0, normalized: 0, reason: 'the trial failed' },
    },
  },
];

/** The first two events of a job, as they are sent. */
export const JOB_EVENT_STREAM_EXAMPLE = EVENTS.map(
  (event, seq) => `id: ${seq}\ndata: ${JSON.stringify({ seq, job_id: JOB_ID, step_index: 0, ...event })}\n\n`,
).join('');
