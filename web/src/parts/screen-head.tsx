import { type ReactNode, useEffect } from 'react';

interface Props {
  readonly title: string;
  /** Small print under the title: an id, what it belongs to. */
  readonly under?: ReactNode;
  /** Buttons and links. */
  readonly children?: ReactNode;
}

/** The top of a screen, which also names the window. */
export function ScreenHead({ title, under, children }: Props): ReactNode {
  useEffect(() => {
    document.title = `${title} · Assay`;
  }, [title]);
  return (
    <div className="head">
      <div>
        <h1 dir="auto" title={title}>
          {title}
        </h1>
        {under !== undefined && <p className="under">{under}</p>}
      </div>
      {children !== undefined && <div className="actions">{children}</div>}
    </div>
  );
}
