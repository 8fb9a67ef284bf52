import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { ScreenHead } from '../parts/screen-head.tsx';

export function NoSuchScreen(): ReactNode {
  return (
    <>
      <ScreenHead title="No such page" />
      <p>
        Nothing has this address. <Link href="/">Go to the runs</Link>.
      </p>
    </>
  );
}
