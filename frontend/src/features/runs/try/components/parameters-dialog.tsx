'use client';

import { Button } from '@mantine/core';
import { ParametersEditor } from '@/components/drafts/parameters-editor';
import { Dialog, DialogEnd } from '@/components/ui/dialog';
import { indented, type JsonText } from '@/lib/json-text';

type Props = {
  title: string;
  /** Those of this column; null while they are those of its body. */
  own: string | null;
  usual: JsonText | null;
  onChange: (parameters: string | null) => void;
  onClose: () => void;
};

/** Parameters for this column only: they take the place of all those of the version. */
export function ParametersDialog({ title, own, usual, onChange, onClose }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>They take the place of all those that its body has, in this column only.</p>
      <ParametersEditor text={own ?? indented(usual ?? '')} onChange={onChange} />
      {own !== null && (
        <div>
          <Button size="compact-sm" onClick={() => onChange(null)}>
            As its body says
          </Button>
        </div>
      )}
      <DialogEnd onClose={onClose} />
    </Dialog>
  );
}
