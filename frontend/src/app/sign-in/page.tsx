import { Door } from '@/features/access/components/door';
import { SignInForm } from '@/features/access/components/sign-in-form';
import { SignOn } from '@/features/access/components/sign-on';
import { waysIn } from '@/features/access/ways-in';

export const metadata = { title: 'Sign in' };

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : null);

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, refused } = await searchParams;
  const ways = await waysIn();
  return (
    <Door title="Sign in">
      <SignOn ways={ways} next={text(next)} refused={text(refused)} />
      {ways.password_sign_in && <SignInForm next={text(next) ?? '/'} />}
    </Door>
  );
}
