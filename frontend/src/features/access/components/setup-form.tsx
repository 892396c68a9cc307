'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type ChangeEvent, useState } from 'react';
import { Refused } from '@/components/ui/refused';
import { Refusal } from '@/lib/problem';
import { useSetUp } from '../api/sign-in';
import classes from './door.module.css';

const EMPTY = { email: '', name: '', password: '' };

export function SetupForm({ token }: { token: string }) {
  const [form, setForm] = useState(EMPTY);
  const { mutate, error, isPending, isSuccess } = useSetUp();
  const wrong = error instanceof Refusal ? error.fields : {};
  const field = (name: keyof typeof EMPTY) => ({
    name,
    required: true,
    withAsterisk: false,
    value: form[name],
    error: wrong[name],
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) => setForm({ ...form, [name]: currentTarget.value }),
  });

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ token, ...form }, { onSuccess: () => window.location.assign('/prompts') });
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
      <Button type="submit" variant="filled" loading={isPending || isSuccess}>
        Make the first operator
      </Button>
    </form>
  );
}
