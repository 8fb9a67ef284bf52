/** What a status of a run is called, in the words of jobs; any other is called what it is. */
export function statusWord<Status extends string>(
  status: Status,
): 'running' | 'done' | Exclude<Status, 'in_progress' | 'completed'> {
  switch (status) {
    case 'in_progress':
      return 'running';
    case 'completed':
      return 'done';
    default:
      return status as Exclude<Status, 'in_progress' | 'completed'>;
  }
}
