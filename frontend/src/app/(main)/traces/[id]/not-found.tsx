export { NoSuchTrace as default } from '@/features/traces/components/no-such-trace';
