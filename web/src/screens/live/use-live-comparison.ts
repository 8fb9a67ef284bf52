import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { followStates } from '../../api/live-states.ts';

type State = Schemas['LiveState'];

/** How often it is read whether a comparison waits for a job, which no state says. */
const LOOK_MS = 5_000;

export interface FollowedComparison {
  readonly comparison: Schemas['LiveComparison'] | undefined;
  /** All that was said, from the first on. */
  readonly states: readonly State[];
  /** Whether the stream was lost, and is being opened again. */
  readonly isLost: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** A comparison with all of its states: those that there are, and those that come. A lost stream goes on after the last state that came. */
export function useLiveComparison(id: string): FollowedComparison {
  const [states, setStates] = useState<readonly State[]>([]);
  const client = useQueryClient();
  const [isLost, setIsLost] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['comparison', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/comparisons/{comparison_id}', { params: { path: { comparison_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'ended' ? false : LOOK_MS),
  });
  const isThere = data !== undefined;
  useEffect(() => {
    if (!isThere) return undefined;
    const leave = followStates(id, {
      onLost: setIsLost,
      onState: (state) => {
        setStates((before) => [...before, state]);
        if (state.ended === null) return;
        void refetch();
        // Their status has changed.
        void client.invalidateQueries({ queryKey: ['run'] });
      },
    });
    return () => {
      leave();
      setStates([]);
    };
  }, [client, id, isThere, refetch]);
  return { comparison: data, states, isLost: isLost && data?.status !== 'ended', error, retry: () => void refetch() };
}
