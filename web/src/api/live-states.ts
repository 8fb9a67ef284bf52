import { SERVER_URL } from '../lib/base-path.ts';
import type { Schemas } from './client.ts';

type State = Schemas['LiveState'];

interface Listener {
  readonly onState: (state: State) => void;
  /** Is told when the connection is lost, and when it is there. */
  readonly onLost: (isLost: boolean) => void;
}

/**
 * Tells every state of a comparison from the first on, each once, until the last one or until what it returns is called. A lost connection is
 * opened again by the browser, after the last state that came.
 */
export function followStates(comparisonId: string, { onState, onLost }: Listener): () => void {
  const source = new EventSource(`${SERVER_URL}/api/comparisons/${encodeURIComponent(comparisonId)}/events`);
  let next = 0;
  source.onopen = () => {
    onLost(false);
  };
  source.onerror = () => {
    onLost(true);
  };
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const state = JSON.parse(data) as State;
    if (state.seq < next) return;
    next = state.seq + 1;
    if (state.ended !== null) source.close();
    onState(state);
  };
  return () => {
    source.close();
  };
}
