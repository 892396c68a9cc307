'use client';

import { Button, PasswordInput } from '@mantine/core';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { useFragment } from '@/lib/use-fragment';
import { useResetPassword } from '../api/account';
import { entered } from '../entered';
import classes from './door.module.css';
import { LinkNeeded } from './invitation-form';

/** Sets a password by the link's secret, then leads to the sign-in. */
export function ResetForm() {
  const token = useFragment();
  const { mutate, error, isPending, isSuccess } = useResetPassword();
  if (isSuccess) {
    return (
      <div className={classes.form}>
        <Notice>Your password is set. Every session of yours has ended.</Notice>
        <Button component="a" href="/sign-in" variant="filled">
          Sign in
        </Button>
      </div>
    );
  }
  if (token === '') return <LinkNeeded what="password" />;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (token) mutate({ token, ...entered(event.currentTarget, 'password') });
      }}
    >
      <Refused what="The password stays as it was." error={error} />
      <PasswordInput
        label="New password"
        name="password"
        description="At least 12 characters."
        autoComplete="new-password"
        autoFocus
        required
        withAsterisk={false}
        minLength={12}
        maxLength={1024}
        error={error instanceof Refusal && error.fields.password}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      />
      <Button type="submit" variant="filled" disabled={!token} loading={isPending}>
        Set the password
      </Button>
    </form>
  );
}
