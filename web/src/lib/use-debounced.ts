import { useEffect, useState } from 'react';

/** The value as it was once it had not changed for a while: for searches while a person types. */
export function useDebounced<Value>(value: Value, waitMs = 120): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, waitMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, waitMs]);
  return settled;
}
