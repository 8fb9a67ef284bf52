import { type DragEvent, type ReactNode, useRef, useState } from 'react';

interface Props {
  readonly onFiles: (files: readonly File[]) => void;
  readonly isOff?: boolean;
  readonly children: ReactNode;
}

/** A place that files can be dropped on; while one is over it, it says so. */
export function FileDrop({ onFiles, isOff = false, children }: Props): ReactNode {
  const [isOver, setIsOver] = useState(false);
  // Entering a child leaves its parent: only when all that was entered was left is the file gone.
  const depth = useRef(0);
  const over = (event: DragEvent, change: number): void => {
    if (isOff || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current += change;
    setIsOver(depth.current > 0);
  };
  return (
    <div
      className={isOver ? 'drop over' : 'drop'}
      onDragEnter={(event) => {
        over(event, 1);
      }}
      onDragOver={(event) => {
        over(event, 0);
      }}
      onDragLeave={(event) => {
        over(event, -1);
      }}
      onDrop={(event) => {
        over(event, -depth.current);
        const files = isOff ? [] : [...event.dataTransfer.files];
        if (files.length > 0) onFiles(files);
      }}
    >
      {children}
      {isOver && <p className="drop-note">Drop to import</p>}
    </div>
  );
}
