import { Door } from '@/features/access/components/door';
import { SignInForm } from '@/features/access/components/sign-in-form';

export const metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next } = await searchParams;
  return (
    <Door title="Sign in">
      <SignInForm next={typeof next === 'string' ? next : null} />
    </Door>
  );
}
