import { Door } from '@/features/access/components/door';
import { ResetForm } from '@/features/access/components/reset-form';

export const metadata = { title: 'New password', referrer: 'no-referrer' };

export default function ResetPage() {
  return (
    <Door title="Set a new password">
      <ResetForm />
    </Door>
  );
}
