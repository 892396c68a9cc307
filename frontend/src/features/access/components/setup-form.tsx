'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { useSetUp } from '../api/sign-in';
import { entered } from '../entered';
import classes from './door.module.css';

const FIELDS = ['email', 'name', 'password'] as const;

export function SetupForm({ token }: { token: string }) {
  const isMounted = useMounted();
  const { mutate, error, isPending, isSuccess } = useSetUp();
  const wrong = error instanceof Refusal ? error.fields : {};
  const field = (name: (typeof FIELDS)[number]) => ({
    name,
    required: true,
    withAsterisk: false,
    error: wrong[name],
  });

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        const given = entered(event.currentTarget, ...FIELDS);
        mutate({ token, ...given }, { onSuccess: () => window.location.assign('/prompts') });
      }}
    >
      <Refused what="No account was made." error={error} />
      <TextInput label="Your name" autoComplete="name" autoFocus {...field('name')} />
      <TextInput label="E-mail" type="email" autoComplete="username" {...field('email')} />
      <PasswordInput
        label="Password"
        description="At least 12 characters."
        autoComplete="new-password"
        minLength={12}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        {...field('password')}
      />
      <Button type="submit" variant="filled" disabled={!isMounted} loading={isPending || isSuccess}>
        Make the first operator
      </Button>
    </form>
  );
}
