'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import { hasStatus, Refusal } from '@/lib/problem';
import { within } from '@/lib/project';
import { useFragment } from '@/lib/use-fragment';
import { useAccept } from '../api/invitations';
import { entered } from '../entered';
import classes from './door.module.css';

/** Joins a project by the link's secret, with the account that is signed in or with a new one. */
export function InvitationForm({ person }: { person: string | null }) {
  const token = useFragment();
  if (token === '') return <LinkNeeded what="invitation" />;
  return person === null ? <JoinAnew token={token} /> : <JoinAs token={token} person={person} />;
}

/** What a page reached without its link, or loaded again, has to say. */
export function LinkNeeded({ what }: { what: string }) {
  return (
    <div className={classes.form}>
      <p>
        This page needs the {what} link as you were given it. For safety the secret leaves the address at once: if you
        reloaded the page, open the link again.
      </p>
      <p>
        <a className="words" href="/">
          To the prompts
        </a>
      </p>
    </div>
  );
}

/** While the token is undefined the page is not alive yet, and nothing can be sent. */
type Token = { token: string | undefined };

const useJoin = () => {
  const accept = useAccept();
  const join = (body: Parameters<typeof accept.mutate>[0]) =>
    accept.mutate(body, { onSuccess: ({ project }) => window.location.assign(within('/prompts', project?.slug ?? null)) });
  return { ...accept, join, isBusy: accept.isPending || accept.isSuccess };
};

function JoinAs({ token, person }: Token & { person: string }) {
  const { join, error, isBusy } = useJoin();
  return (
    <div className={classes.form}>
      <Refused what="You did not join." error={error} />
      <p>You are signed in as {person}, and join the project that the link belongs to.</p>
      <Button variant="filled" disabled={!token} loading={isBusy} onClick={() => token && join({ token })}>
        Join as {person}
      </Button>
      <p className={classes.note}>Somebody else? Open the link in a private window, or sign out first.</p>
    </div>
  );
}

const FIELDS = ['name', 'email', 'password'] as const;

function JoinAnew({ token }: Token) {
  const { join, error, isBusy } = useJoin();
  const wrong = error instanceof Refusal ? error.fields : {};
  const field = (name: (typeof FIELDS)[number]) => ({ name, required: true, withAsterisk: false, error: wrong[name] });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (token) join({ token, ...entered(event.currentTarget, ...FIELDS) });
      }}
    >
      {hasStatus(error, 401) ? <HasAccount /> : <Refused what="You did not join." error={error} />}
      <TextInput label="Your name" autoComplete="name" maxLength={200} autoFocus {...field('name')} />
      <TextInput label="E-mail" type="email" autoComplete="username" maxLength={254} {...field('email')} />
      <PasswordInput
        label="Password"
        description="At least 12 characters."
        autoComplete="new-password"
        minLength={12}
        maxLength={1024}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        {...field('password')}
      />
      <Button type="submit" variant="filled" disabled={!token} loading={isBusy}>
        Join with a new account
      </Button>
      <p className={classes.note}>
        You have an account already?{' '}
        <a className="words" href="/sign-in" target="_blank" rel="noreferrer">
          Sign in
        </a>{' '}
        first, then open the link again.
      </p>
    </form>
  );
}

function HasAccount() {
  return (
    <Notice tone="bad" title="You did not join.">
      There is an account with this e-mail address.{' '}
      <a className="words" href="/sign-in" target="_blank" rel="noreferrer">
        Sign in
      </a>
      , then open the link again: it still works.
    </Notice>
  );
}
