import './setup';
import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';

/** Draws a part as the pages do, without transitions. */
export const show = (part: ReactNode) => render(<MantineProvider env="test">{part}</MantineProvider>);
