'use client';

import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

type Scheme = { next: MantineColorScheme; icon: typeof IconSun; word: string };

const SCHEMES: Record<MantineColorScheme, Scheme> = {
  auto: { next: 'light', icon: IconDeviceDesktop, word: 'as the system' },
  light: { next: 'dark', icon: IconSun, word: 'light' },
  dark: { next: 'auto', icon: IconMoon, word: 'dark' },
};

/** Goes round: as the system, light, dark. */
export function SchemeButton({ className }: { className?: string }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The server does not know what this browser chose.
  const { next, icon: Icon, word } = SCHEMES[useMounted() ? colorScheme : 'auto'];
  const label = `Colours: ${word}. Change to ${SCHEMES[next].word}`;
  return (
    <button type="button" className={className} aria-label={label} title={label} onClick={() => setColorScheme(next)}>
      <Icon size={16} stroke={1.6} aria-hidden />
    </button>
  );
}
