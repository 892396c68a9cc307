'use client';

import { type MutateOptions, type UseMutationOptions, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

/** A change to be asked for; while it is under way, a second click or a key held down asks for nothing. */
export function useChange<Data, Given = void>(options: UseMutationOptions<Data, Error, Given>) {
  const mutation = useMutation(options);
  const isUnderWay = useRef(false);

  const mutate = (given: Given, after: MutateOptions<Data, Error, Given> = {}) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    mutation.mutate(given, {
      ...after,
      onSettled: (...outcome) => {
        isUnderWay.current = false;
        after.onSettled?.(...outcome);
      },
    });
  };
  return { ...mutation, mutate };
}
