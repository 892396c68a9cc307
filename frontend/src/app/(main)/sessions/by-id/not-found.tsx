export { NoSuchSession as default } from '@/features/traces/components/session-page';
