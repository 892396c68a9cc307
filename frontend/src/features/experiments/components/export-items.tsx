import { Menu } from '@mantine/core';

const FILES = { csv: 'as a table (CSV)', jsonl: 'as lines of JSON', md: 'as a summary (Markdown)' };

/** Of a menu: the files that a browser keeps. */
export function ExportItems({ addressOf }: { addressOf: (format: string) => string }) {
  return Object.entries(FILES).map(([format, words]) => (
    <Menu.Item key={format} component="a" href={addressOf(format)} download>
      Export {words}
    </Menu.Item>
  ));
}
