'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** Where this reader reaches the site. The server cannot know and leaves it out. */
export const useOrigin = () =>
  useSyncExternalStore(
    never,
    () => window.location.origin,
    () => '',
  );
