'use client';

import {
  Button,
  createTheme,
  type CSSVariablesResolver,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  SegmentedControl,
} from '@mantine/core';

const accent: MantineColorsTuple = [
  '#f5f5fd', '#ececfb', '#e8e8f8', '#c4c4f1', '#7d7de3', '#6a6adf', '#5b5bd6', '#4d4dc2', '#4343ad', '#36366f',
];

const dark: MantineColorsTuple = [
  '#ededf0', '#c9c9d0', '#9b9ba6', '#7a7a87', '#3a3a44', '#25252c', '#17171c', '#101014', '#0b0b0e', '#070709',
];

export const theme = createTheme({
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: 6,
  defaultRadius: 6,
  cursorType: 'pointer',
  fontFamily: 'var(--font-geist-sans), system-ui, sans-serif',
  fontFamilyMonospace: 'var(--font-geist-mono), ui-monospace, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '18px' },
  lineHeights: { xs: '18px', sm: '20px', md: '20px', lg: '20px', xl: '24px' },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm', variant: 'default' },
      vars: (_, { size }) => ({
        root: {
          '--button-height': size === 'compact-sm' ? '26px' : '30px',
          '--button-padding-x': size === 'compact-sm' ? '9px' : '12px',
          '--button-fz': '13px',
        },
      }),
      styles: { root: { fontWeight: 550, flexShrink: 0 } },
    }),
    Input: Input.extend({
      defaultProps: { size: 'sm' },
      styles: { input: { backgroundColor: 'var(--surface-1)' } },
      vars: () => ({ wrapper: { '--input-height': '30px', '--input-fz': '13px', '--input-size': '30px' } }),
    }),
    InputWrapper: Input.Wrapper.extend({
      styles: {
        label: { fontSize: 13, fontWeight: 500, marginBottom: 4 },
        description: { fontSize: 12, color: 'var(--muted)', marginBottom: 4 },
        error: { fontSize: 12, lineHeight: '18px' },
      },
    }),
    Menu: Menu.extend({
      defaultProps: {
        radius: 8,
        shadow: 'none',
        // It would be a child that a menu must not have.
        withInitialFocusPlaceholder: false,
        position: 'bottom-end',
        offset: 4,
        transitionProps: { duration: 0 },
      },
      styles: {
        dropdown: { boxShadow: 'var(--shadow)', borderColor: 'var(--line)', background: 'var(--surface-1)' },
        item: { fontSize: 13, lineHeight: '20px', padding: '4px 10px', borderRadius: 5 },
        label: { fontSize: 12, color: 'var(--muted)' },
      },
    }),
    Modal: Modal.extend({
      defaultProps: { radius: 8, size: 520, yOffset: '12vh', transitionProps: { duration: 0 } },
      styles: {
        content: { background: 'var(--surface-1)', border: '1px solid var(--line)', boxShadow: 'var(--shadow)' },
        header: { background: 'var(--surface-1)', padding: '16px 20px 8px', minHeight: 0 },
        title: { fontSize: 14, fontWeight: 600 },
        body: { padding: '4px 20px 20px' },
        close: { color: 'var(--muted)' },
      },
    }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs', radius: 6, transitionDuration: 0 },
      styles: { root: { background: 'var(--hover)' } },
    }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--surface-1)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-error': 'var(--bad-words)',
  '--mantine-color-default': 'var(--surface-1)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--ctl)',
  '--mantine-color-anchor': 'var(--accent-words)',
};

/** Mantine's own names for our colours, in both schemes. */
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
