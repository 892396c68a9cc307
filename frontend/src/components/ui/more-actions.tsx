import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';

/** What a page offers beside its buttons, as items of a menu. */
export function MoreActions({ children }: { children: React.ReactNode }) {
  return (
    <Menu>
      <Menu.Target>
        <Button px={8} aria-label="More actions">
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
