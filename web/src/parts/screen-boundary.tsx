import { Component, type ReactNode } from 'react';
import { ProblemBox } from './problem-box.tsx';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
}

/** Keeps a screen that fails from taking the rest of the page with it. */
export class ScreenBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <ProblemBox
        error={error}
        onRetry={() => {
          this.setState({ error: null });
        }}
      />
    );
  }
}
