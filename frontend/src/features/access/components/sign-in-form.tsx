'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { Refused } from '@/components/ui/refused';
import { Notice } from '@/components/ui/notice';
import { hasStatus } from '@/lib/problem';
import { useSignIn } from '../api/sign-in';
import { entered } from '../entered';
import { wayBack } from '../way-back';
import classes from './door.module.css';

export function SignInForm({ next }: { next: string }) {
  const isMounted = useMounted();
  const { mutate, error, isPending, isSuccess } = useSignIn();

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        // From the fields: a browser may have filled them in before we heard of it.
        const { email, password } = entered(event.currentTarget, 'email', 'password');
        // A whole load: the admin panel may be where it leads, and nothing of another session stays.
        mutate({ email, password }, { onSuccess: () => window.location.assign(wayBack(next)) });
      }}
    >
      {hasStatus(error, 401) ? (
        <Notice tone="bad">{error?.message}</Notice>
      ) : (
        <Refused what="You were not signed in." error={error} />
      )}
      <TextInput
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        required
        withAsterisk={false}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      />
      <Button type="submit" variant="filled" disabled={!isMounted} loading={isPending || isSuccess}>
        Sign in
      </Button>
    </form>
  );
}
