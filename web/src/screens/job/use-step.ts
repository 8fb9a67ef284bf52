import { useAddress } from '../../lib/address.ts';

/** The step of a search that the address names; `undefined` where it names none. */
export function useStep(): number | undefined {
  const text = useAddress().get('step');
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
