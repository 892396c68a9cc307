export { NoSuchRun as default } from '@/features/runs/components/no-such-run';
