export { NoSuchExperiment as default } from '@/features/experiments/components/no-such-experiment';
