import type { ReactNode } from 'react';

/** A number or a word with what it is, within a `<dl className="facts">`. */
export function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div>
      <dt dir="auto">{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}
