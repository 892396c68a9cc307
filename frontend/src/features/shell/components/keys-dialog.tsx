'use client';

import { Modal, Switch } from '@mantine/core';
import { useState } from 'react';
import { Key } from '@/components/ui/key';
import { singleKeys } from '@/lib/use-keys';
import classes from './keys-dialog.module.css';

const GROUPS: [where: string, keys: [keys: string[], does: string][]][] = [
  [
    'Everywhere',
    [
      [['⌘K', 'Ctrl K'], 'Search prompts and commands'],
      [['n'], 'New prompt'],
      [['?'], 'These keys'],
    ],
  ],
  [
    'List',
    [
      [['/'], 'Search'],
      [['j', 'k'], 'Next and previous row'],
      [['Enter'], 'Open the row'],
    ],
  ],
  [
    'Prompt',
    [
      [['j', 'k'], 'Older and newer version'],
      [['e'], 'New version from the one shown'],
      [['c'], 'Compare with the version before'],
      [['[', ']'], 'Previous and next change'],
    ],
  ],
  [
    'Trace',
    [
      [['↑', '↓'], 'Next and previous span'],
      [['←', '→'], 'Fold and unfold, or to what it is part of'],
      [['Enter'], 'Look into the span'],
      [['Esc'], 'Back to the trace'],
    ],
  ],
  [
    'Experiments',
    [
      [['j', 'k'], 'Next and previous result or item'],
      [['s'], 'People’s scores of the item, while comparing'],
      [['Esc'], 'Close what is looked at'],
    ],
  ],
  ['Chart', [[['←', '→'], 'Values one by one']]],
  ['Try it', [[['⌘Enter', 'Ctrl Enter'], 'Run']]],
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(singleKeys.on);
  return (
    <Modal opened onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.groups}>
        {GROUPS.map(([where, keys]) => (
          <section key={where}>
            <h3>{where}</h3>
            <dl>
              {keys.map(([names, does]) => (
                <div key={does}>
                  <dt>
                    {names.map((name) => (
                      <Key key={name}>{name}</Key>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt={16}
        size="sm"
        label="Single keys act, without ⌘ or Ctrl"
        checked={on}
        onChange={({ currentTarget }) => {
          singleKeys.set(currentTarget.checked);
          setOn(currentTarget.checked);
        }}
      />
    </Modal>
  );
}
