import { SettingsFrame } from '@/features/access/components/settings-frame';

export default function SettingsLayout({ children }: LayoutProps<'/settings'>) {
  return <SettingsFrame>{children}</SettingsFrame>;
}
