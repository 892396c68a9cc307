'use client';

import { Button, PasswordInput } from '@mantine/core';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { narrow, Section } from '@/components/ui/section';
import { Refusal } from '@/lib/problem';
import { useChangePassword } from '../api/account';
import { entered } from '../entered';

/** The current one is asked for, so that a window left open is not enough. */
export function PasswordForm({ email }: { email: string }) {
  const { mutate, error, isPending, isSuccess } = useChangePassword();
  const wrong = error instanceof Refusal ? error.fields : {};
  return (
    <Section title="Password" about="Changing it ends every other session.">
      <form
        className={narrow}
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          mutate(entered(form, 'current_password', 'password'), { onSuccess: () => form.reset() });
        }}
      >
        <Refused what="The password stays as it was." error={error} />
        {isSuccess && <Notice>The password is changed; every other session has ended.</Notice>}
        {/* So that a password manager knows whose password this is. */}
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label="Current password"
          name="current_password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={wrong.current_password}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
        />
        <PasswordInput
          label="New password"
          name="password"
          description="At least 12 characters."
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={12}
          maxLength={1024}
          error={wrong.password}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
        />
        <div>
          <Button type="submit" loading={isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </Section>
  );
}
