import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { Loading } from './loading.tsx';

type Loaded<Props> = { readonly Component: ComponentType<Props> } | { readonly error: unknown };

/**
 * A component whose code is loaded when it is first shown. React's own `lazy` holds what is loaded back until 300 ms after it has shown the
 * fallback, and never tries again; this shows it at once, and one that could not be loaded is loaded anew when it is shown again.
 */
export function loadedLater<Props extends object>(load: () => Promise<ComponentType<Props>>, what?: string) {
  let kept: Loaded<Props> | undefined;
  return function LoadedLater(props: Props): ReactNode {
    const [loaded, setLoaded] = useState(kept);
    useEffect(() => {
      if (loaded !== undefined) return undefined;
      let isGone = false;
      const show = (result: Loaded<Props>): void => {
        if (!isGone) setLoaded(result);
      };
      load().then(
        (Component) => {
          kept = { Component };
          show(kept);
        },
        (error: unknown) => {
          show({ error });
        },
      );
      return () => {
        isGone = true;
      };
    }, [loaded]);
    if (loaded === undefined) return what === undefined ? <Loading /> : <Loading what={what} />;
    if ('error' in loaded) throw loaded.error;
    return <loaded.Component {...props} />;
  };
}
